package tcp

// Role says what an end is about while it is in a state: the row of the map
// that the state stands in.
type Role string

// The roles, in the order of a connection's life.
const (
	RoleClosed       Role = "closed"
	RoleListening    Role = "listening"
	RoleOpening      Role = "opening"
	RoleTalking      Role = "talking"
	RoleClosesFirst  Role = "closing first"
	RoleClosesSecond Role = "closing second"
	RoleClosesBoth   Role = "closing at the same time"
)

// roles belong to the state, not to the client or the server: whoever closes
// first passes FIN_WAIT_1.
var roles = map[State]Role{
	Closed:      RoleClosed,
	Listen:      RoleListening,
	SynSent:     RoleOpening,
	SynRcvd:     RoleOpening,
	Established: RoleTalking,
	FinWait1:    RoleClosesFirst,
	FinWait2:    RoleClosesFirst,
	TimeWait:    RoleClosesFirst,
	CloseWait:   RoleClosesSecond,
	LastAck:     RoleClosesSecond,
	Closing:     RoleClosesBoth,
}

// Role returns what an end in this state is about, "" for no state.
func (s State) Role() Role { return roles[s] }
