package page

import (
	"fmt"
	"strings"

	"tcplab/lab/palette"
)

// The styles name their colours; this gives the names their values, which are those
// of lab/palette.

// names are the names of the meanings in the styles.
var names = [palette.NumMeanings]string{palette.Now: "now", palette.Held: "held", palette.Arrived: "arrived", palette.Lost: "lost", palette.Question: "question"}

// inks returns the colours of a paper by name.
func inks(p palette.Paper) [][2]string {
	out := [][2]string{
		{"ground", hex(p.Ground)}, {"ink", hex(p.Ink)}, {"faint", hex(p.Faint)}, {"rule", hex(p.Rule)}, {"tint", hex(p.Tint)},
	}
	for m, name := range names {
		out = append(out, [2]string{name, hex(p.Lines[m])}, [2]string{name + "-fill", hex(p.Fills[m].Ground)}, [2]string{name + "-ink", hex(p.Fills[m].Ink)})
	}
	return out
}

func hex(c palette.RGB) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// fonts are those that a system has; none is loaded.
var fonts = [][2]string{
	{"sans", `system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei","WenQuanYi Micro Hei",sans-serif`},
	{"mono", `ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,"Noto Sans Mono CJK SC","WenQuanYi Micro Hei",monospace`},
}

// variables writes named values as the properties of a rule.
func variables(values [][2]string) string {
	var b strings.Builder
	for _, v := range values {
		fmt.Fprintf(&b, "--%s:%s;", v[0], v[1])
	}
	return b.String()
}

// lookCSS is the beginning of the page's style: light, and dark where the system
// asks for it or the reader chooses it.
func lookCSS() string {
	light, dark := variables(inks(palette.Light)), variables(inks(palette.Dark))
	return ":root{color-scheme:light;" + variables(fonts) + light + "}\n" +
		"@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;" + dark + "}}\n" +
		"@media screen{:root[data-ground=light]{color-scheme:light;" + light + "}:root[data-ground=dark]{color-scheme:dark;" + dark + "}}\n"
}
