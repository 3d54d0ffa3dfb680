package trace

// Step is one move and everything that it led to. It is complete in itself: it
// holds the state of every socket, call and packet once the run had settled, so
// that a view can show step i without having read step i-1. Only the ladder
// looks back, over the events of a bounded number of earlier steps.
type Step struct {
	Step       int      `json:"step"`                  // 0 is the start
	Move       Move     `json:"move"`                  // the move that was made
	Millis     int64    `json:"ms"`                    // since the start of the run
	Beat       string   `json:"beat,omitempty"`        // the script's row that this step took
	Told       []string `json:"told,omitempty"`        // beats told with Beat: of packets that flowed, or of a run step
	Expected   bool     `json:"expected"`              // the step took a beat and all its claims held
	PassedOver bool     `json:"passed_over,omitempty"` // rows before the beat were not taken, so its text may not fit
	Ahead      bool     `json:"ahead,omitempty"`       // the beat's text tells of a later row with the same id, at which n stops
	Stop       bool     `json:"stop,omitempty"`        // the key n stops here

	Events   []Event   `json:"events"`
	Findings []Finding `json:"findings,omitempty"`

	// Unmet and Missing say why the step is not as its beat has it where that is
	// no finding: the claims that do not hold behind a move that was not the
	// script's next, and the beats that should have come before.
	Unmet   []Finding `json:"unmet,omitempty"`
	Missing []string  `json:"missing,omitempty"`

	Sockets  []Socket `json:"sockets"`             // by id; closed ones stay, at most MaxGone of them
	Calls    []Call   `json:"calls"`               // at the gate or inside, by id
	Held     []Packet `json:"held"`                // oldest first, at most MaxHeld
	HeldMore int      `json:"held_more,omitempty"` // how many more are held than Held lists
	Wire     []Packet `json:"wire,omitempty"`      // the last MaxWire packets no longer held, oldest first
	Cut      []string `json:"cut,omitempty"`       // the hosts from which the wire takes nothing, in the header's order
	Hosts    []State  `json:"hosts"`               // the processes, in the header's order

	PortRange *PortRange `json:"port_range,omitempty"` // in open labs; nil if it is not known
	Guests    []Guest    `json:"guests,omitempty"`     // in open labs, the programs that hold sockets, at most MaxGuests
	Tries     *Tries     `json:"tries,omitempty"`      // in open labs, the header's if somebody has changed them since; else nil

	Taken    map[string]int `json:"taken,omitempty"`     // rows of the script taken so far, by chapter
	Next     *Move          `json:"next,omitempty"`      // the move that the keys n and s make next; nil if nothing is possible
	NextBeat string         `json:"next_beat,omitempty"` // the row that Next would take
	More     int            `json:"next_more,omitempty"` // how many moves the key n makes behind Next, as the script has it; 0 if none, or if that is not known
	NextStop string         `json:"next_stop,omitempty"` // the beat at which n stops then, if it makes more moves and that is known
	Moves    []Move         `json:"moves,omitempty"`     // that a student may choose, at most MaxMoves; absent from older recordings
	Done     string         `json:"done,omitempty"`      // DoneTold or DoneStuck once the run is at its end
}

// The values of Step.Done.
const (
	DoneTold  = "told"  // every row of the script was taken, or the last one was and the others can no longer come
	DoneStuck = "stuck" // nothing is possible, held, or running on a timer
)

// The bounds that keep a step small however much a lesson sends.
const (
	MaxHeld   = 64   // packets in Step.Held
	MaxWire   = 12   // packets in Step.Wire
	MaxGone   = 16   // closed sockets in Step.Sockets
	MaxMoves  = 64   // moves in Step.Moves
	MaxGuests = 64   // programs in Step.Guests
	MaxAlso   = 8    // programs in Socket.Also
	MaxText   = 2048 // bytes of text that one event keeps
)

// Finding is a difference between what the script expected and what happened.
// It is shown, never hidden: the kernel is the authority.
type Finding struct {
	Beat    string `json:"beat"`
	Subject string `json:"subject"` // "client", "server/listener", "client Dial"
	Want    string `json:"want"`
	Got     string `json:"got"`
}
