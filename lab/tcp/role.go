package tcp

// Role is the part that an end plays while it is in a state. It is the row of
// the map in which the state stands.
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

// roles belong to the state, not to client or server: the end that closes first
// passes FIN_WAIT_1, whichever that is.
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

// Role returns the role of an end in this state, or "" if s is no state.
func (s State) Role() Role { return roles[s] }
