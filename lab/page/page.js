"use strict";
(() => {
	const root = document.documentElement, $ = id => document.getElementById(id), all = (q, at = document) => [...at.querySelectorAll(q)];
	root.classList.add("js");
	const {steps, lesson, slide: size} = JSON.parse($("marks").textContent), last = $("notes") ? steps.length : steps.length - 1;
	const names = {".": "", b: " been", p: " passed", n: " now", c: " new"};
	const sides = ["l", "r"].map(s => ({map: all("#f" + s + " .node, #f" + s + " .way"), box: $("f" + s).parentNode}));
	sides.forEach(s => {
		s.map.sort((a, b) => b.classList.contains("node") - a.classList.contains("node"));
		s.plain = s.map.map(e => e.getAttribute("class"));
		s.last = "";
	});
	const rungs = all(".rungs [data-s]").map(e => ({e, s: +e.dataset.s, u: e.dataset.u ? +e.dataset.u : Infinity, on: false, fresh: false}));
	const pane = e => ({e, rows: all("li", e), lit: []}), programs = all(".program").map(pane), panes = [...programs];
	// A program that both sides run at once stands on both sides: the right one's is a copy.
	const twins = programs.map((p, i) => {
		if (!steps.some(m => m.at.every(at => at.file === i))) return p;
		const twin = p.e.cloneNode(true);
		twin.removeAttribute("id");
		twin.classList.add("twin");
		p.e.after(twin);
		panes.push(pane(twin));
		return panes[panes.length - 1];
	});
	const programAt = (m, k) => (k && m.at[0].file === m.at[1].file ? twins : programs)[m.at[k].file];
	const links = all(".chap a"), ladder = $("ladder");
	let now = 0, on = null;

	const article = i => i < steps.length ? $("s" + steps[i].n) : $("notes");

	function show(i, quiet) {
		now = Math.max(0, Math.min(i, last));
		const a = article(now), open = on && all("details.sockets[open]", on).length > 0;
		if (on) on.classList.remove("on");
		(on = a).classList.add("on");
		all("details.sockets", a).forEach(d => { d.open = open; });
		root.classList.toggle("noting", a.id === "notes");
		$("count").textContent = (now < steps.length ? steps[now].n : "=") + " / " + steps[steps.length - 1].n;
		links.forEach((l, k) => { l.classList.toggle("here", k === now); l.classList.toggle("seen", k < now); });
		if (!quiet) history.replaceState(null, "", "#" + a.id);
		if (now < steps.length) mark(steps[now]);
		see();
	}
	// see brings what is marked into sight, and cuts no row at the top. It measures everything before it moves
	// anything, so that the browser lays the page out once.
	function see() {
		const card = on.querySelector(".card"), height = card ? card.offsetHeight + "px" : "0px";
		if (height !== root.style.getPropertyValue("--card")) root.style.setProperty("--card", height); // the ladder begins below what lies over it
		const line = links[0].closest(".line"), link = links[now], rung = now < steps.length ? steps[now].y : 0;
		const rows = (room, row) => room - room % row, step = 24 * ladder.clientWidth / 400;
		const moves = panes.filter(p => p.here).map(p => [p.e, "scrollTop", p.here.offsetTop - rows(p.e.clientHeight * .4, p.here.offsetHeight)]);
		moves.push([ladder, "scrollTop", (rung / 24 - .6) * step - rows(ladder.clientHeight * .75, step)]);
		if (link) moves.push([line, "scrollLeft", link.offsetLeft - line.offsetLeft - line.clientWidth / 2]);
		moves.forEach(([box, way, to]) => { box[way] = Math.max(0, to); });
	}
	function mark(m) {
		sides.forEach((s, k) => {
			s.box.hidden = !m.maps[k];
			s.map.forEach((e, j) => {
				if (s.last[j] !== m.maps[k][j]) e.setAttribute("class", s.plain[j] + (names[m.maps[k][j]] || ""));
			});
			s.last = m.maps[k];
		});
		rungs.forEach(r => {
			const on = r.s <= m.n && m.n < r.u, fresh = r.s === m.n;
			if (on !== r.on) r.e.classList.toggle("on", r.on = on);
			if (fresh !== r.fresh) r.e.classList.toggle("fresh", r.fresh = fresh);
		});
		panes.forEach(p => { p.e.classList.remove("on", "in-l", "in-r"); p.lit.forEach(li => li.classList.remove("at", "here")); p.lit = []; p.here = null; });
		m.at.forEach((at, k) => {
			const p = programAt(m, k);
			if (!p) return;
			p.e.classList.add("on", "in-" + "lr"[k]);
			at.marks.forEach(n => { if (p.rows[n - 1]) { p.rows[n - 1].classList.add("at"); p.lit.push(p.rows[n - 1]); } });
			const li = p.rows[at.line - 1];
			if (li) { li.classList.add("here"); p.lit.push(p.here = li); }
		});
	}

	const open = () => all(".question:not(.shown)", on)[0];
	function answer(q, k) {
		if (!q || k >= 0 && !q.querySelectorAll("li")[k] || !q.querySelector(".why")) return;
		q.classList.add("shown");
		if (k >= 0) q.querySelectorAll("li")[k].classList.add("given");
		see();
	}
	function next() {
		if (root.classList.contains("hush")) { root.classList.remove("hush"); return; }
		const q = open();
		if (q && q.querySelector(".why")) return answer(q, -1);
		let i = now + 1;
		while (i < last && i < steps.length - 1 && !steps[i].stop) i++;
		show(i);
	}
	function back() {
		let i = now - 1;
		while (i > 0 && i < steps.length && !steps[i].stop) i--;
		show(i);
	}
	function language() {
		const zh = root.dataset.lang === "en";
		root.dataset.lang = zh ? "zh" : "en";
		root.lang = zh ? "zh" : "en";
	}

	// An image of the shown step: the frame and its measures are Go's. What is shown is copied into it with its looks as attributes, because
	// programs for slides know no more. The paper is light.
	const looks = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "font-family", "font-size", "font-weight", "text-anchor", "text-decoration-line"];
	const columns = t => [...t].reduce((n, c) => n + (c > "\u2e7f" ? 2 : 1), 0);
	function image() {
		const svg = $("slide").content.firstElementChild.cloneNode(true), slot = (n, at = svg) => at.querySelector(`[slot=${n}]`), m = steps[now], ground = root.dataset.ground, fonts = slot("lead").firstElementChild;
		if (!m) return;
		root.dataset.ground = "light";
		const set = (e, of) => { for (const n in of) e.setAttribute(n, of[n]); return e; }, make = tag => document.createElementNS(svg.namespaceURI, tag);
		const family = css => (css.fontFamily.includes("mono") ? fonts.lastElementChild : fonts).getAttribute("font-family");
		const plain = {stroke: "none", "font-weight": "400", "text-anchor": "start", "text-decoration-line": "none"};
		function ink(e, above = plain, over) {
			const css = getComputedStyle(e), c = make(e.tagName), look = {...above};
			if (css.display === "none" || e.tagName === "title") return [];
			if (!over && e.tagName === "text" && css.paintOrder.startsWith("stroke")) return [{fill: css.stroke}, {stroke: "none"}].flatMap(o => ink(e, above, o));
			for (const a of e.attributes) if (/^([xydr]|[rc][xy]|width|height)$/.test(a.name)) set(c, {[a.name]: a.value});
			if (e.tagName !== "g") looks.forEach(n => {
				const v = (over || {})[n] || (n === "font-family" ? family(css) : css.getPropertyValue(n).replace(/px/g, ""));
				if (v !== look[n] && (n.slice(0, 7) !== "stroke-" || css.stroke !== "none") && (e.firstChild || n[0] !== "f" || n === "fill")) set(c, {[n.replace("n-line", "n")]: look[n] = v});
			});
			e.childNodes.forEach(k => c.append(...k.nodeType === 3 ? [k.data] : ink(k, look, over)));
			return [c];
		}
		// runs are the words of what is shown in an element, up to some columns.
		function runs(e, room = Infinity) {
			const out = [], walk = document.createTreeWalker(e, 4);
			for (let t; (t = walk.nextNode());) for (let w of t.parentNode.getClientRects().length ? t.data.match(/\s+|([^\s\u2e80-\uffff]+|.)[，。：；！？、）」』”]*/g) || [] : []) {
				const css = getComputedStyle(t.parentNode), n = columns(w);
				if (n > room && room > 0) w = w.slice(0, room - 1) + "…";
				if (room > 0) out.push(Object.assign(set(make("tspan"), {fill: css.color, "font-weight": css.fontWeight, "font-family": family(css)}), {textContent: w}));
				room -= n;
			}
			return out;
		}
		const write = (to, texts) => texts.forEach((t, i) => { to.children[i].textContent = t; }), say = (to, all) => { to.replaceChildren(...all); return to; }, said = (q, at = on) => (at.querySelector(q) || {innerText: ""}).innerText;
		const who = said(".story h2 small");
		write(slot("head"), [who, said(".story h2").slice(who.length).trim(), said(".move")]);
		svg.setAttribute("lang", root.lang);
		slot("foot").children[root.lang === "zh" ? 0 : 1].remove();
		const lead = all(".story>.differs,.story>.lead,.story>.since", on).flatMap(e => {
			const lines = [[]];
			let n = 0;
			runs(e).forEach(w => {
				if ((n += columns(w.textContent)) > size.lead) { lines.push([]); n = columns(w.textContent); }
				lines[lines.length - 1].push(w);
			});
			return lines;
		});
		say(slot("lead"), lead.slice(0, 3).map((l, i) => set(say(fonts.cloneNode(), l), {y: +fonts.getAttribute("y") + i * size.line})));
		say(slot("wire"), [...on.querySelector(".onwire").children].flatMap(e => ink(e)));
		const scale = size.scale, top = +slot("cover").getAttribute("height") + Math.floor(Math.max(1, all(".packet", on).length) * size.packet * scale), room = Math.floor((size.foot - top) / scale);
		const parts = rungs.filter(r => r.s <= m.n && m.n < r.u).map(r => ({e: r.e, foot: r.e.getBBox().y + r.e.getBBox().height}));
		const from = Math.max(0, ...parts.map(p => p.foot + 12 - room)), rail = slot("ladder").firstElementChild;
		set(rail, {d: rail.getAttribute("d").replace(/ \d+V\d+/g, ` ${Math.max(22, from)}V${from + room}`)});
		set(slot("ladder"), {transform: slot("wire").getAttribute("transform").replace(/ \d+\)/, ` ${top - from * scale})`)}).append(...parts.filter(p => p.foot > from).flatMap(p => ink(p.e)));
		set(slot("cover"), {height: top});
		const left = slot("end"), right = set(left.cloneNode(true), {transform: `translate(${size.across} 0)`});
		left.after(right);
		[left, right].forEach((to, k) => {
			const end = on.querySelector(".side." + "lr"[k]), host = end.querySelector(".host"), udp = all(".udp", end), program = slot("program", to), at = m.at[k], p = programAt(m, k), map = slot("figure", to);
			write(slot("host", to), ["b", "code", ".held", ".note:not(.held)"].map(q => said(q, host)));
			m.maps[k] ? say(map, [...$("f" + "lr"[k]).children].flatMap(e => ink(e))) : map.remove();
			const line = slot("udp", to).firstElementChild, y = size.top + (m.maps[k] ? size.figure : udp.length * size.udp);
			say(slot("udp", to), udp.map((u, i) => set(say(line.cloneNode(), runs(u, size.code)), {y: +line.getAttribute("y") + i * size.udp})));
			if (!p || !end.querySelector(".stands")) return program.remove();
			set(program, {transform: program.getAttribute("transform").replace(/ \d+/, " " + y)});
			say(program.children[1], runs(end.querySelector(".stands"), size.stands));
			const row = program.lastElementChild, rows = Math.floor((size.foot - y - size.codeTop) / size.row), first = Math.max(0, Math.min(at.line - 1 - (rows >> 1), p.rows.length - rows));
			row.remove();
			program.append(...p.rows.slice(first, first + rows).map((li, i) => {
				const g = set(row.cloneNode(true), {transform: `translate(0 ${size.codeTop + i * size.row})`}), [here, bar, number, code] = g.children, indent = li.innerText.search(/\S|$/);
				number.textContent = first + i + 1;
				if (!at.marks.includes(first + i + 1)) { bar.remove(); set(number, {fill: getComputedStyle(li, "::before").color, "font-weight": 400}); }
				if (at.line !== first + i + 1) here.remove();
				say(set(code, {x: +code.getAttribute("x") + indent * size.column}), runs(li, size.code).slice(indent ? 1 : 0));
				return g;
			}));
		});
		ground ? root.dataset.ground = ground : delete root.dataset.ground;
		all("[slot]", svg).forEach(e => e.removeAttribute("slot"));
		const a = Object.assign(document.createElement("a"), {href: URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(svg)], {type: "image/svg+xml"})), download: `${lesson}-step-${m.n}.svg`});
		a.click();
		setTimeout(() => URL.revokeObjectURL(a.href), 60000);
	}
	const toggle = d => { if (d) d.open = !d.open; };
	const acts = {
		n: next, " ": next, PageDown: next, s: () => show(now + 1), ArrowRight: () => show(now + 1), p: back, ArrowLeft: back, PageUp: back,
		Home: () => show(0), End: () => show(steps.length - 1), ".": () => root.classList.toggle("hush"), b: () => root.classList.toggle("hush"),
		t: () => toggle(on.querySelector(".sockets")), Enter: () => toggle(on.querySelector(".more")), "=": () => show(last), L: language, "?": () => $("help").showModal(),
	};
	document.addEventListener("keydown", e => {
		if (e.ctrlKey || e.metaKey || e.altKey || $("help").open) return;
		if (/^(BUTTON|A|SUMMARY)$/.test(e.target.tagName) && (e.key === "Enter" || e.key === " ")) return;
		if (/^[1-9]$/.test(e.key)) answer(open(), e.key - 1);
		else if (acts[e.key]) acts[e.key]();
		else return;
		e.preventDefault();
	});
	document.addEventListener("click", e => {
		const a = e.target.closest("a[href^='#']"), b = e.target.closest(".question button");
		if (b) {
			const q = b.closest(".question");
			if (!q.classList.contains("shown")) answer(q, all("li", q).indexOf(b.parentNode));
		} else if (a && document.querySelector("article" + a.hash)) {
			e.preventDefault();
			show(a.hash === "#notes" ? last : steps.findIndex(s => "#s" + s.n === a.hash));
			const to = on.querySelector(".story") || on;
			to.tabIndex = -1;
			if (!a.closest(".chap")) to.focus({preventScroll: true});
		}
	});
	let from = null;
	document.addEventListener("touchstart", e => { from = e.touches.length === 1 && !e.target.closest(".scroll, .program, .line") ? e.touches[0] : null; }, {passive: true});
	document.addEventListener("touchend", e => {
		if (!from) return;
		const dx = e.changedTouches[0].clientX - from.clientX, dy = e.changedTouches[0].clientY - from.clientY;
		if (Math.abs(dx) > 60 && Math.abs(dy) < 40) dx < 0 ? next() : back();
		from = null;
	}, {passive: true});
	addEventListener("toggle", see, true);
	addEventListener("resize", see);
	$("next").onclick = next;
	$("back").onclick = back;
	$("lang").onclick = language;
	$("image").onclick = image;
	$("keys").onclick = () => $("help").showModal();
	$("ground").onclick = () => { root.dataset.ground = getComputedStyle(root).colorScheme === "dark" ? "light" : "dark"; };
	const asked = new URLSearchParams(location.search).get("lang"); // an index leads here in its reader's language
	if (["en", "zh"].includes(asked) && asked !== root.dataset.lang) language();
	const at = steps.findIndex(s => "#s" + s.n === location.hash);
	show(location.hash === "#notes" ? last : Math.max(0, at), true);
})();
