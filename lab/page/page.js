"use strict";
(() => {
	const root = document.documentElement, $ = id => document.getElementById(id), all = (q, at = document) => [...at.querySelectorAll(q)];
	root.classList.add("js");
	const steps = JSON.parse($("marks").textContent).steps, last = $("notes") ? steps.length : steps.length - 1;
	const names = {".": "", b: " been", p: " passed", n: " now", c: " new"};
	const sides = ["l", "r"].map(s => ({map: all("#f" + s + " .node, #f" + s + " .way"), box: $("f" + s).parentNode}));
	sides.forEach(s => {
		s.map.sort((a, b) => b.classList.contains("node") - a.classList.contains("node"));
		s.plain = s.map.map(e => e.getAttribute("class"));
		s.last = "";
	});
	const rungs = all(".rungs [data-s]").map(e => ({e, s: +e.dataset.s, u: e.dataset.u ? +e.dataset.u : Infinity, on: false, fresh: false}));
	const programs = all(".program").map(e => ({e, rows: all("li", e), lit: []}));
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
	// see brings what is marked into sight. It measures everything before it moves
	// anything, so that the browser lays the page out once.
	function see() {
		const line = links[0].closest(".line"), link = links[now], rung = now < steps.length ? steps[now].y : 0;
		const moves = programs.filter(p => p.here).map(p => [p.e, "scrollTop", p.here.offsetTop - p.e.clientHeight * .4]);
		moves.push([ladder, "scrollTop", rung * ladder.clientWidth / 400 - ladder.clientHeight * .75]);
		if (link) moves.push([line, "scrollLeft", link.offsetLeft - line.offsetLeft - line.clientWidth / 2]);
		moves.forEach(([box, way, to]) => { box[way] = Math.max(0, to); });
	}
	function mark(m) {
		sides.forEach((s, k) => {
			s.box.hidden = !m.maps[k] && !document.body.dataset.blank;
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
		programs.forEach(p => { p.e.classList.remove("on", "in-l", "in-r"); p.lit.forEach(li => li.classList.remove("at", "here")); p.lit = []; p.here = null; });
		m.at.forEach((at, k) => {
			const p = programs[at.file];
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
			on.focus({preventScroll: true});
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
	$("next").onclick = next;
	$("back").onclick = back;
	$("lang").onclick = language;
	$("keys").onclick = () => $("help").showModal();
	$("ground").onclick = () => { root.dataset.ground = getComputedStyle(root).colorScheme === "dark" ? "light" : "dark"; };
	const asked = new URLSearchParams(location.search).get("lang"); // an index leads here in its reader's language
	if (["en", "zh"].includes(asked) && asked !== root.dataset.lang) language();
	const at = steps.findIndex(s => "#s" + s.n === location.hash);
	show(location.hash === "#notes" ? last : Math.max(0, at), true);
})();
