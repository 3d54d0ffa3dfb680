package view

// A Style is what a piece of text is. How it looks is the theme's affair, and
// no meaning hangs on it: everything that a colour says, a word, a bracket or
// a star says too.
type Style uint8

// The styles.
const (
	StylePlain    Style = iota
	StyleFaint          // there, but not now the point: rules, states never seen
	StyleStrong         // names, headlines
	StyleEmphasis       // emphasis in prose
	StyleHeading        // a heading in prose, a page's title
	StyleNow            // the state a machine is in
	StyleChanged        // what the last step changed
	StyleBeen           // a state that was seen earlier
	StylePassed         // a state that must have been passed, and was not seen
	StyleMoving         // held on the wire
	StyleLost           // dropped, failed, differing
	StyleGain           // right, arrived
	StyleKey            // a key that can be pressed
	StyleCode           // code in prose
	StyleKeyword        // of Go
	StyleLiteral        // a string or number in Go
	StyleComment        // in Go
	StyleHere           // the line a program stands at
	StyleChosen         // what the cursor is on
	StyleAlarm          // a message that wants to be read

	NumStyles // how many there are
)

// The signs the panel draws with. Each is one column wide, except in fonts and
// terminals that draw such signs double-width: see plainer.
const (
	bar      = "─"
	wall     = "│"
	tee      = "┬"
	foot     = "┴"
	fromL    = "├" // where an arrow leaves a lifeline
	fromR    = "┤"
	headR    = "▶" // it came in
	headL    = "◀"
	tipR     = "▷" // it is on its way
	tipL     = "◁"
	cross    = "×"
	arrow    = "→"
	done     = "●" // of the timeline
	todo     = "○"
	at       = "◆"
	dot      = "·"
	tick     = "√"
	ellipsis = "…"
)

// plainer says how --ascii writes what some fonts and terminals draw two
// columns wide: the panel's own signs, and what lessons and words use of that
// kind. One column becomes one column.
var plainer = map[string]string{
	bar: "-", wall: "|", tee: "+", foot: "+", fromL: "+", fromR: "+",
	headR: ">", headL: "<", tipR: ">", tipL: "<", cross: "x", arrow: ">", "←": "<",
	done: "#", todo: "o", at: "@", dot: "-", tick: "v", ellipsis: "~",
	"↑": "^", "↓": "v", "↔": "=", "⇄": "=", "—": "-", "–": "-", "“": "\"", "”": "\"", "‘": "'", "’": "'",
	"≥": ">", "≤": "<", "≠": "#", "°": "o", "±": "+", "§": "S", "■": "#", "□": "o", "▸": ">", "└": "+", "┌": "+",
}
