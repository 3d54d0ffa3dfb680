package panel

// A style is what a piece of text is. How it looks is the theme's affair, and
// no meaning hangs on it: everything that a colour says, a word, a bracket or
// a star says too.
type style uint8

// The styles.
const (
	plain   style = iota
	faint         // there, but not now the point: rules, states never seen
	strong        // names, headlines
	emph          // emphasis in prose
	heading       // a heading in prose, a page's title
	now           // the state a machine is in
	changed       // what the last step changed
	been          // a state that was seen earlier
	passed        // a state that must have been passed, and was not seen
	moving        // held on the wire
	lost          // dropped, failed, differing
	gain          // right, arrived
	key           // a key that can be pressed
	code          // code in prose
	keyword       // of Go
	literal       // a string or number in Go
	comment       // in Go
	here          // the line a program stands at
	chosen        // what the cursor is on
	alarm         // a message that wants to be read

	styles // how many there are
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
