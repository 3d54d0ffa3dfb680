"use strict";
(() => {
	const root = document.documentElement, $ = id => document.getElementById(id), pages = document.querySelectorAll("a.page");
	root.classList.add("js");
	function language(lang) {
		root.dataset.lang = root.lang = lang;
		pages.forEach(a => { a.search = "?lang=" + lang; });
	}
	$("lang").onclick = () => language(root.dataset.lang === "en" ? "zh" : "en");
	$("ground").onclick = () => { root.dataset.ground = getComputedStyle(root).colorScheme === "dark" ? "light" : "dark"; };
	const asked = new URLSearchParams(location.search).get("lang");
	language(["en", "zh"].includes(asked) ? asked : root.dataset.lang);
})();
