package canvas

// The signs that the panel draws with. Each is one column wide, except in fonts
// and terminals that draw such signs two columns wide: see plainer.
const (
	Bar      = "─"
	Wall     = "│"
	Tee      = "┬"
	Foot     = "┴"
	FromL    = "├" // an arrow leaves the left lifeline here
	FromR    = "┤" // an arrow leaves the right lifeline here
	HeadR    = "▶" // a packet that came in, going right
	HeadL    = "◀" // a packet that came in, going left
	TipR     = "▷" // a packet on its way to the right
	TipL     = "◁" // a packet on its way to the left
	Cross    = "×" // a packet that was dropped
	Arrow    = "→"
	Done     = "●" // a beat of the timeline that is done
	Todo     = "○" // a beat still to come
	At       = "◆" // the beat that is shown
	Dot      = "·"
	Tick     = "√" // a right answer
	Ellipsis = "…"
)

// plainer gives for each sign that some fonts and terminals draw two columns
// wide the character that --ascii writes instead. The signs are the panel's
// own, and others that lessons and words use. One column becomes one column.
var plainer = map[string]string{
	Bar: "-", Wall: "|", Tee: "+", Foot: "+", FromL: "+", FromR: "+",
	HeadR: ">", HeadL: "<", TipR: ">", TipL: "<", Cross: "x", Arrow: ">", "←": "<",
	Done: "#", Todo: "o", At: "@", Dot: "-", Tick: "v", Ellipsis: "~",
	"↑": "^", "↓": "v", "↔": "=", "⇄": "=", "—": "-", "–": "-", "“": "\"", "”": "\"", "‘": "'", "’": "'",
	"≥": ">", "≤": "<", "≠": "#", "°": "o", "±": "+", "µ": "u", "§": "S", "■": "#", "□": "o", "▸": ">", "└": "+", "┌": "+", "┐": "+", "┘": "+",
}
