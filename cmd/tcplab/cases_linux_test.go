package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/plain"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
	openlab "tcplab/lessons/lab"
)

// A trouble is a pair of ordinary programs with a fault that people meet, and
// what a student does to see it. The programs are in testdata/cases/, in the
// folder of that name, up to a comma.
//
// The moves are lines of one verb each:
//
//	start NAME COMMAND…   start a program in the lab
//	type NAME             give the program a line of input
//	deliver HOST PACKET   let the oldest packet of that name that HOST has sent arrive
//	drop HOST PACKET      throw it away instead
//	cross CONDITION       let the oldest packet arrive, again and again, until the condition holds
//	await CONDITION       touch nothing until the condition holds
//
// and these are the conditions:
//
//	NAME prints TEXT      the program has printed the text
//	NAME ends             the program has ended
//	port N                a socket waits for peers at the port
//	HOST sends PACKET     a packet of that name is held
//	HOST has STATE [N]    N of its connections are in the state; one if N is left out
//	silence               no packet is held
type trouble struct {
	name   string
	fault  string // what is wrong, for the reader of this table
	moves  string
	causes []string // patterns: English sentences that must be said
	calls  []string // the same, of sentences that rest on the programs' calls, which not every kernel tells
	kinds  string   // of the causes that are true here, beside those that are true anywhere; no other may be named
	never  []string // patterns: English sentences that would be false
}

// anywhere lists the kinds of cause that may come in every case. A kernel may
// send again while a busy machine plays the case.
const anywhere = "resend copy one-queue not-accepted"

var troubles = []trouble{
	{
		name:  "close-wait-leak",
		fault: "the clients have closed, and the server keeps three connections in CLOSE_WAIT while it sleeps",
		moves: `start server python3 server.py
			await port 18402
			start client python3 client.py
			cross client ends
			cross server prints idle
			cross silence
			await server has CLOSE_WAIT 3`,
		// On a busy machine a step may end before the program is in its next call.
		calls: []string{`It has read the EOF and has not closed: it is in accept4|[23] connections of python3 \(\d+\)\S* stand in it now, and it is in (accept4|clock_nanosleep)`},
		kinds: "close-wait",
	},
	{
		name:  "bind-over-time-wait",
		fault: "the server closed first, so its port is taken for a minute when it is started again",
		moves: `start server python3 server.py
			await port 18403
			start client python3 client.py
			cross client ends
			cross server has TIME_WAIT
			cross silence
			start again python3 server.py
			await again prints Address already in use
			await again ends`,
		causes: []string{`(server|python3 \(\d+\)) closed first, so TIME_WAIT is at its end\. For [\d.]+ s, 127\.0\.0\.1:18403 can be bound only if old and new listener set SO_REUSEADDR`,
			`EADDRINUSE`},
		kinds: "closed-first",
	},
	{
		name:  "bind-over-time-wait, with SO_REUSEADDR",
		fault: "none: both servers set SO_REUSEADDR, so the second one may have the port",
		moves: `start server python3 server.py reuse
			await port 18403
			start client python3 client.py
			cross client ends
			cross server has TIME_WAIT
			cross silence
			start again python3 server.py reuse
			await port 18403`,
		causes: []string{`only if old and new listener set SO_REUSEADDR`},
		kinds:  "closed-first",
		never:  []string{`from being bound again`},
	},
	{
		name:  "ports-run-out",
		fault: "both ephemeral ports lead to the same address, so none is left for a third connection",
		moves: `start server python3 server.py
			await port 18404
			start client python3 client.py
			cross client prints Cannot assign requested address
			cross silence
			type client
			await client ends
			cross silence`,
		causes: []string{`Every port that a kernel may choose \(50000 to 50001\) leads to 127\.0\.0\.1:18404: .*EADDRNOTAVAIL`},
		kinds:  "ports-used-up closed-first",
	},
	{
		name:  "backlog-full",
		fault: "nobody accepts, so the third connection finds the accept queue full",
		moves: `start server python3 server.py
			await port 18405
			start client python3 client.py
			cross client prints connected 1
			await client sends SYN
			cross silence
			await client sends SYN
			deliver client SYN`,
		causes: []string{`The accept queue is full: 2 wait, the limit is 1 and one more\. The SYN is dropped unanswered`},
		calls:  []string{`its program is in clock_nanosleep`},
		kinds:  "accept-queue-full",
	},
	{
		name:  "backlog-full, the SYN first",
		fault: "the third SYN came before the queue was full, so its ACK finds it full: the client is connected, and the server is not",
		moves: `start server python3 server.py
			await port 18405
			start client python3 client.py
			deliver client SYN
			deliver server SYN ACK
			await client prints connected 0
			deliver client ACK
			deliver client SYN
			deliver server SYN ACK
			await client prints connected 1
			deliver client SYN
			deliver client ACK
			deliver server SYN ACK
			await client prints connected 2
			deliver client ACK
			await server sends SYN ACK
			deliver server SYN ACK`,
		causes: []string{`The accept queue is full: 2 wait, the limit is 1 and one more\. \S* ?ACK is passed over; SYN_RCVD lasts until`},
		kinds:  "accept-queue-full",
	},
	{
		name:  "write-after-close",
		fault: "the client writes to a connection that the server has closed: the first write succeeds and is answered by a reset",
		moves: `start server python3 server.py
			await port 18406
			start client python3 client.py
			cross client prints connected
			cross server prints closed
			cross silence
			await client has CLOSE_WAIT
			type client
			await client prints write 0 8
			deliver client DATA 8
			deliver server RST
			type client
			await client prints Broken pipe
			type client
			await client ends`,
		causes: []string{`Nobody is left to read these 8 bytes`,
			`no ACK has come for 8 bytes of python3 \(\d+\)\. In CLOSE_WAIT its next write fails with EPIPE`},
		kinds: "nobody-reads reset-arrived close-wait",
	},
	{
		name:  "wait-for-eof",
		fault: "the server waits for the end of the request, and the client for the answer",
		moves: `start server python3 server.py
			await port 18407
			start client python3 client.py
			cross client has ESTABLISHED
			cross silence`,
		calls: []string{`Both wait for the other to speak: python3 \(\d+\) in recvfrom, python3 \(\d+\) in recvfrom`},
		kinds: "both-wait",
	},
	{
		name:  "udp-truncated",
		fault: "a datagram of 20 bytes meets a buffer of 8, and 12 bytes are lost",
		moves: `start server python3 server.py
			await port 18408
			start client python3 client.py
			deliver client UDP 20
			await server prints got b'position'
			deliver client UDP 3
			await server ends`,
		causes: []string{`The datagram had 20 bytes.* has room for 8: the rest \(12\) is gone`},
		kinds:  "cut-off",
		never:  []string{`had 3 bytes`}, // it has room for them
	},
	{
		name:  "name-glued",
		fault: "two writes are read as one, because TCP keeps no borders between them",
		moves: `start server python3 server.py
			await port 18410
			start client python3 client.py
			cross client ends
			cross silence
			type server
			await server ends
			cross silence`,
		causes: []string{`32 bytes of more than one segment lie in one queue`},
		kinds:  "closed-first",
	},
	{
		name:  "accept-emfile",
		fault: "the server has used up its descriptors, so two connections stay in the accept queue, and their requests are read by nobody",
		moves: `start server python3 server.py
			await port 18411
			start client python3 client.py
			cross server prints Too many open files
			cross client prints sent 3
			cross silence`,
		causes: []string{`python3 \(\d+\) has 6 descriptors open and may have no more: its accept fails with EMFILE until it closes one\. Accept queue: 2\.`},
		kinds:  "not-accepted descriptors-used-up one-waits",
	},
	{
		name:  "nagle",
		fault: "the second piece of a line waits for the ACK of the first, and that ACK is delayed",
		moves: `start server python3 server.py
			await port 18413
			start client python3 client.py
			cross client ends
			cross silence`,
		causes: []string{`Nagle: 5 bytes wait at python3 \(\d+\), too few for a full segment, until an ACK comes for the 5 sent before`},
		kinds:  "nagle closed-first",
	},
	{
		name:  "linger-zero",
		fault: "the server closes with SO_LINGER 0, which resets the connection though all was read",
		moves: `start server python3 server.py
			await port 18415
			start client python3 client.py
			cross server prints closed
			cross silence
			type client
			await client ends`,
		causes: []string{`closed( or ended)? with nothing unread, and its kernel sends RST all the same: an abortive close, as SO_LINGER 0 asks for`,
			`can still read the 4000 bytes in its queue`}, // Linux keeps them
		kinds: "abortive-close reset-arrived not-known",
	},
	{
		name:  "linger-zero, the reset first",
		fault: "the reset overtakes the data, so it is not the next byte, and the client asks for another one (RFC 5961, section 3)",
		moves: `start server python3 server.py
			await port 18415
			start client python3 client.py
			deliver client SYN
			deliver server SYN ACK
			deliver client ACK
			await server prints closed
			deliver server RST ACK
			deliver client ACK
			deliver server RST
			cross silence
			type client
			await client ends`,
		causes: []string{`closed( or ended)? with nothing unread, and its kernel sends RST all the same`},
		kinds:  "abortive-close not-known reset-arrived",
		never:  []string{`can still (be )?read`}, // nothing has come in
	},
	{
		name:  "udp-wrong-source",
		fault: "the answer comes from another address than the one that the client's socket is connected to",
		moves: `start server python3 server.py
			await port 18416
			start client python3 client.py
			deliver client UDP 4
			await server prints got
			deliver server UDP 4
			cross silence`,
		causes: []string{`, connected to 127\.0\.0\.2:18416, takes datagrams from there alone; this one comes from 127\.0\.0\.1:18416`},
		kinds:  "wrong-source refusal-came",
	},
	{
		name:  "writeto-connected",
		fault: "the socket is connected, so Go refuses to send to a named receiver: nothing is sent",
		moves: `start server python3 server.py
			await port 18417
			start client go client.go
			await client prints WriteToUDP 0
			type client
			await client ends`,
		never: []string{`sends UDP`},
	},
	{
		name:  "simultaneous-open",
		fault: "none: both dial each other at the same time, and that makes one connection",
		moves: `start client python3 peer.py 18421 18420
			await client has SYN_SENT
			start server python3 peer.py 18420 18421
			await server has SYN_SENT
			cross client ends
			cross server ends
			cross silence`,
		causes: []string{`Both ends asked to connect: python3 \(\d+\) met a SYN`},
		kinds:  "both-dialled fins-crossed closed-together closed-first",
	},
	{
		name:  "acts, unread at close",
		fault: "the server closes and has not read",
		moves: `start server python3 acts.py listen 18430 5 accept line close stay
			await port 18430
			start client python3 acts.py connect 18430 send 9 stay
			cross client prints done send
			cross silence
			type server
			deliver server RST ACK`,
		causes: []string{`closed; 9 bytes stood in its queue\. It sends RST, not FIN`},
		never:  []string{`nothing unread`, `closed first`, `listens on`},
		kinds:  "unread-at-close reset-arrived",
	},
	{
		name:  "acts, disconnected",
		fault: "nobody closes: a connect to AF_UNSPEC resets just as SO_LINGER 0 does",
		moves: `start server python3 acts.py listen 18431 5 accept line unspec stay
			await port 18431
			start client python3 acts.py connect 18431 stay
			cross client prints done connect
			cross silence
			type server
			deliver server RST ACK`,
		causes: []string{`a connect to AF_UNSPEC, would look the same`},
		kinds:  "abortive-close reset-arrived",
	},
	{
		name:  "acts, nobody listens",
		fault: "no server",
		moves: `start client python3 acts.py connect 18432
			deliver client SYN
			deliver server RST ACK
			await client ends`,
		causes: []string{`Nobody listens on 127\.0\.0\.1:18432`, `connect fails with ECONNREFUSED`},
		never:  []string{`this connection is over`, `no such connection`},
		kinds:  "nobody-listens reset-arrived",
	},
	{
		name:  "acts, given up by the program",
		fault: "the client does not wait for its connection, so its kernel has nothing that the SYN ACK is for",
		moves: `start server python3 acts.py listen 18433 5 stay
			await port 18433
			start client python3 acts.py dial 18433 line close stay
			deliver client SYN
			type client
			await client prints done close
			deliver server SYN ACK`,
		causes: []string{`The kernel did not give up: the socket of .* was closed after \d+ resends? of the SYN, and the kernel's limit is`, `this connection is over, and its kernel has kept nothing of it\. So it answers SYN ACK with RST`},
		never:  []string{`its kernel has given up`, `Nobody listens`},
		kinds:  "program-gave-up not-known",
	},
	{
		name:  "acts, given up early",
		fault: "TCP_USER_TIMEOUT makes the kernel give up long before its limit",
		moves: `start client python3 acts.py opt TCP_USER_TIMEOUT 300 connect 18447 stay
			await client sends SYN
			await client prints timed out`,
		never: []string{`not the kernel that gave up`},
	},
	{
		name:  "acts, SYN cookie",
		fault: "none: the kernel keeps nothing for a SYN",
		moves: `start server python3 acts.py sysctl tcp_syncookies 2 listen 18434 5 accept stay
			await port 18434
			start client python3 acts.py connect 18434 stay
			deliver client SYN
			cross client prints done connect
			cross server prints done accept`,
		causes: []string{`A SYN cookie: .* keeps nothing of this SYN`},
		never:  []string{`this connection is over`, `no such connection`, `accept queue is full`},
		kinds:  "syn-cookie",
	},
	{
		name:  "acts, to itself",
		fault: "a program dials its own port",
		moves: `start client python3 acts.py bind 18435 connect 18435 stay
			cross client prints done connect`,
		causes: []string{`is connected to itself: both ends are 127\.0\.0\.1:18435`},
		never:  []string{`Both ends asked to connect`, `kernel chose`},
		kinds:  "to-itself",
	},
	{
		name:  "acts, a window that closes",
		fault: "the server does not read, so the client's bytes wait",
		moves: `start server python3 acts.py opt SO_RCVBUF 4096 listen 18436 5 accept line recv 100000 stay
			await port 18436
			start client python3 acts.py connect 18436 send 50000 end stay
			cross client prints done end
			cross silence
			cross client sends ACK
			type server
			cross server prints got`,
		causes: []string{`of the other end's window of \d+ bytes, room for \d+ is left; the rest is sent and unacknowledged`, `\d+ bytes wait at .*: the other end's window is 0, and \d+ bytes lie there unread`, `asks with a probe whether the other end's window is still 0`},
		never:  []string{`Nagle`, `\D1 bytes`},
		kinds:  "window-full window-closed",
	},
	{
		name:  "acts, a full congestion window",
		fault: "none: ten segments may be on their way",
		moves: `start server python3 acts.py listen 18437 5 accept stay
			await port 18437
			start client python3 acts.py connect 18437 send 40000 stay
			deliver client SYN
			deliver server SYN ACK
			await client prints done send
			deliver client ACK
			deliver client DATA 1448`,
		causes: []string{`it lets 10 segments be on the way at once, and \d+ more bytes wait for an ACK`},
		never:  []string{`Nagle`, `window of \d+ bytes`},
		kinds:  "cwnd-full",
	},
	{
		name:  "acts, corked",
		fault: "TCP_CORK holds a small segment though nothing is on its way",
		moves: `start server python3 acts.py listen 18438 5 accept stay
			await port 18438
			start client python3 acts.py opt TCP_CORK 1 connect 18438 line send 5 stay
			cross client prints done connect
			cross silence
			type client
			await client prints done send
			cross server sends ACK`,
		never: []string{`Nagle`, `window`},
	},
	{
		name:  "acts, a listener that closes",
		fault: "the server ends before it has accepted",
		moves: `start server python3 acts.py listen 18439 5 line
			await port 18439
			start client python3 acts.py connect 18439 stay
			cross client prints done connect
			cross silence
			type server
			await server ends
			deliver server RST ACK`,
		causes: []string{`The listener of .* is gone: the connection of 127\.0\.0\.1:\d+, which nobody had accepted, is reset`},
		never:  []string{`abortive close`, `unread`},
		kinds:  "listener-closed reset-arrived",
	},
	{
		name:  "acts, both close",
		fault: "none: the FINs cross, and the client's FIN_WAIT_2 does not mean that it was first",
		moves: `start server python3 acts.py listen 18440 5 accept line close stay
			await port 18440
			start client python3 acts.py connect 18440 line close stay
			cross client prints done connect
			cross silence
			type client
			await client sends FIN ACK
			type server
			await server sends FIN ACK
			deliver client FIN ACK
			deliver server ACK
			deliver server FIN ACK
			cross silence`,
		causes: []string{`Both have sent a FIN, and they crossed: this one \(ack \d+\) does not acknowledge that of python3 \(\d+\)`, `Both closed before either had the other's FIN: so neither passes CLOSE_WAIT`},
		never:  []string{`closed first`, `went out before the other's came in`},
		kinds:  "fins-crossed closed-together",
	},
	{
		name:  "acts, a port without a socket",
		fault: "a datagram to nobody",
		moves: `start client python3 acts.py udp 5 18441 stay
			deliver client UDP 5
			cross silence`,
		causes: []string{`No program has a UDP socket at 127\.0\.0\.1:18441`},
		never:  []string{`is connected to`},
		kinds:  "nobody-has-port refusal-came",
	},
	{
		name:  "acts, a datagram in fragments",
		fault: "a datagram to nobody is larger than the network takes, and only its first fragment carries the ports",
		moves: `start client python3 acts.py udp 4000 18448 stay
			deliver client UDP fragment 0-1479
			deliver client UDP fragment 1480-2959
			deliver client UDP fragment 2960-4007
			cross silence`,
		causes: []string{`client sends UDP fragment 2960-4007`},
		never:  []string{`server sends UDP`, `127\.0\.0\.1:0\b`},
		kinds:  "nobody-has-port refusal-came",
	},
	{
		name:  "acts, deferred",
		fault: "TCP_DEFER_ACCEPT passes over the ACK of a handshake, whatever room the queue has",
		moves: `start server python3 acts.py opt TCP_DEFER_ACCEPT 5 listen 18442 5 accept stay
			await port 18442
			start client python3 acts.py connect 18442 line send 5 stay
			cross client prints done connect
			deliver client ACK
			type client
			cross server prints done accept`,
		never: []string{`accept queue is full`, `no ACK has come in for its SYN`, `delayed ACK`},
	},
	{
		name:  "acts, shut down in both directions",
		fault: "the server holds its socket, and has shut it down: data for it is reset, and no program has closed",
		moves: `start server python3 acts.py listen 18443 5 accept mute stay
			await port 18443
			start client python3 acts.py connect 18443 line send 5 line stay
			cross client prints done connect
			cross server prints done mute
			cross silence
			type client
			deliver client DATA 5
			deliver server RST`,
		never: []string{`had closed the connection`, `Nobody listens`, `closed with`, `abortive`},
		kinds: "reset-arrived close-wait",
	},
	{
		name:  "acts, silent",
		fault: "the other end answers no keepalive probe, because all of them are held",
		moves: `start server python3 acts.py listen 18444 5 accept stay
			await port 18444
			start client python3 acts.py opt SO_KEEPALIVE 1 opt TCP_KEEPIDLE 1 opt TCP_KEEPINTVL 1 opt TCP_KEEPCNT 3 connect 18444 recv 5 stay
			cross client prints done connect
			cross silence
			await client sends RST ACK`,
		causes: []string{`No answer came to 3 keepalive probes of`},
		never:  []string{`abortive close`},
		kinds:  "given-up one-waits",
	},
	{
		name:  "half-close-proxy",
		fault: "a proxy does not pass the end of the request on, so client, proxy and server wait for ever",
		moves: `start server python3 server.py
			await port 18461
			start proxy python3 proxy.py
			await port 18460
			start client python3 client.py
			cross proxy prints end of the request
			cross server prints got
			cross silence`,
		calls: []string{`Both wait for the other to speak: python3 \(\d+\) in recvfrom, python3 \(\d+\) in recvfrom`},
		never: []string{`closed first`},
		kinds: "both-wait close-wait one-waits",
	},
	{
		name:  "acts, both write",
		fault: "both ends send more than the buffers hold, and neither reads",
		moves: `start server python3 acts.py opt SO_RCVBUF 4096 opt SO_SNDBUF 4096 listen 18449 5 accept fill 100000 stay
			await port 18449
			start client python3 acts.py opt SO_RCVBUF 4096 opt SO_SNDBUF 4096 connect 18449 fill 100000 stay
			cross client prints done connect
			cross server prints done accept
			cross silence
			await client sends ACK
			cross silence`,
		calls: []string{`Both write, neither reads: python3 \(\d+\) in sendto, python3 \(\d+\) in sendto\. \d{4} and \d{4} bytes lie unread`},
		never: []string{`Nagle`, `Both wait`},
		kinds: "both-write window-full window-closed cwnd-full",
	},
	{
		name:  "acts, a child keeps the connection",
		fault: "the server has closed, but its child has a copy of the socket: so no FIN goes out, and the client waits for the end",
		moves: `start server python3 acts.py listen 18450 5 accept fork send 4 close stay
			await port 18450
			start client python3 acts.py connect 18450 recv 4 recv 4
			cross client prints got 4
			cross server prints done close
			cross silence`,
		calls: []string{`python3 \(\d+\) waits in recvfrom for python3 \(\d+\), which is in clock_nanosleep, not on this connection`},
		never: []string{`closed first`, `sends FIN`, `programs hold`},
		kinds: "one-waits",
	},
	{
		name:  "acts, a parent keeps the connection, too",
		fault: "neither the server nor its child has closed its copy of the socket",
		moves: `start server python3 acts.py listen 18451 5 accept fork send 4 accept
			await port 18451
			start client python3 acts.py connect 18451 recv 4 recv 4
			cross client prints got 4
			cross silence`,
		calls: []string{`python3 \(\d+\) waits in recvfrom\. 2 programs hold the other end, and none is in a call on it: a FIN goes out once all have closed it`},
		never: []string{`sends FIN`},
		kinds: "one-waits",
	},
	{
		name:  "acts, killed with a request unread",
		fault: "the server waits for something else and is killed: its kernel resets, and nobody has closed",
		moves: `start server python3 acts.py listen 18452 5 accept line
			await port 18452
			start client python3 acts.py connect 18452 send 7 recv 5
			cross client prints done send
			cross server prints done accept
			cross silence
			type server
			await server ends
			deliver server RST ACK`,
		causes: []string{`closed or ended; 7 bytes stood in its queue`},
		calls:  []string{`python3 \(\d+\) waits in recvfrom for python3 \(\d+\), which is in read elsewhere: 7 bytes lie unread`},
		never:  []string{`abortive`},
		kinds:  "one-waits unread-at-close reset-arrived",
	},
	{
		name:  "acts, a connection that is used again too late",
		fault: "the server closes a connection that was idle for long, just when the client sends its next request over it",
		moves: `start server python3 acts.py listen 18453 5 accept recv 9 send 3 line close stay
			await port 18453
			start client python3 acts.py connect 18453 send 9 recv 9 line send 7 recv 9
			cross client prints got 3
			cross silence
			type server
			await server sends FIN ACK
			type client
			deliver client DATA 7
			deliver server RST`,
		causes: []string{`Nobody is left to read these 7 bytes: python3 \(\d+\) has closed the connection\. They met its FIN on the way`},
		never:  []string{`closed or ended`},
		kinds:  "nobody-reads reset-arrived one-waits",
	},
	{
		name:  "acts, reset in the queue",
		fault: "the client resets a connection before the server has accepted it",
		moves: `start server python3 acts.py listen 18454 5 line accept recv 5 stay
			await port 18454
			start client python3 acts.py connect 18454 send 2 line unspec stay
			cross client prints done send
			cross silence
			type client
			deliver client RST ACK
			type server
			await server prints got 2`, // as the sentence says
		causes: []string{`The RST ends a connection that no program has accepted: an accept still gets it, with 2 bytes to read, then ECONNRESET`},
		kinds:  "abortive-close reset-in-queue",
	},
	{
		name:  "acts, reset for a full queue",
		fault: "the accept queue is full, and tcp_abort_on_overflow has the kernel reset what finds no room",
		moves: `start server python3 acts.py sysctl tcp_abort_on_overflow 1 listen 18455 1 stay
			await port 18455
			start one python3 acts.py connect 18455 stay
			cross one prints done connect
			cross silence
			start two python3 acts.py connect 18455 stay
			deliver client SYN
			start three python3 acts.py connect 18455 stay
			deliver client SYN
			deliver server SYN ACK
			deliver server SYN ACK
			deliver client ACK
			deliver client ACK
			deliver server RST`,
		causes: []string{`The accept queue of python3 \(\d+\) is full: 2 wait, the limit is 1 and one more\. With tcp_abort_on_overflow its kernel answers with RST`},
		never:  []string{`no such connection`, `connection is over`},
		kinds:  "overflow-reset reset-arrived",
	},
	{
		name:  "acts, a cookie for a full queue",
		fault: "the kernel has kept nothing of the second SYN, and its ACK finds the accept queue full: the client is connected, and the server knows of nothing",
		moves: `start server python3 acts.py sysctl tcp_syncookies 2 listen 18459 0 stay
			await port 18459
			start one python3 acts.py connect 18459 stay
			deliver client SYN
			deliver server SYN ACK
			start two python3 acts.py connect 18459 stay
			deliver client SYN
			deliver server SYN ACK
			deliver client ACK
			deliver client ACK
			cross silence`,
		causes: []string{`The accept queue is full: 1 waits, the limit is 0 and one more\. \S* ?ACK is dropped unanswered: python3 \(\d+\)\S* alone is connected`},
		never:  []string{`no such connection`},
		kinds:  "syn-cookie accept-queue-full",
	},
	{
		name:  "acts, at another address",
		fault: "the server listens at one address, and the client asks for another",
		moves: `start server python3 acts.py at 127.0.0.2 listen 18456 5 stay
			await port 18456
			start client python3 acts.py connect 18456
			deliver client SYN
			deliver server RST ACK
			await client ends`,
		causes: []string{`Nobody listens on 127\.0\.0\.1:18456: python3 \(\d+\) does so only at 127\.0\.0\.2:18456`},
		kinds:  "nobody-listens reset-arrived",
	},
	{
		name:  "acts, two at a port",
		fault: "two programs listen on one port, and the one whose queue the connection is in does not accept",
		moves: `start one python3 acts.py opt SO_REUSEPORT 1 listen 18457 5 stay
			await port 18457
			start two python3 acts.py opt SO_REUSEPORT 1 listen 18457 5 stay
			await two prints done listen
			start client python3 acts.py connect 18457 send 2 recv 5
			cross client prints done send
			cross silence`,
		causes: []string{`its 2 bytes wait in the kernel`, `python3 \(\d+\) listens there, too \(SO_REUSEPORT\); in its queue: 0`},
		calls:  []string{`Nobody has accepted this connection: its 2 bytes wait in the kernel, and python3 \(\d+\) is in clock_nanosleep\. Accept queue: 1\.`},
		kinds:  "one-waits",
	},
	{
		name:  "acts, a full buffer",
		fault: "the receiver of datagrams is busy, and its buffer has no room for the last ones",
		moves: `start server python3 acts.py opt SO_RCVBUF 2304 hear 18458 line stay
			await server prints done hear
			start client python3 acts.py udp 1000 18458 udp 1000 18458 udp 1000 18458 udp 1000 18458 udp 1000 18458 stay
			cross client prints done udp
			cross silence`,
		causes: []string{`The receive buffer of python3 \(\d+\) is full: \d+ of \d+ bytes of memory\. So its kernel throws away the 1000 bytes`},
		kinds:  "buffer-full",
	},
	{
		name:  "acts, one at a time",
		fault: "the server reads from its first client, which is idle, and so accepts no second one",
		moves: `start server python3 acts.py listen 18462 5 accept recv 5 recv 5 accept
			await port 18462
			start idle python3 acts.py connect 18462 send 5 stay
			cross server prints got 5
			cross silence
			start client python3 acts.py connect 18462 send 7 recv 5
			cross client prints done send
			cross silence`,
		calls: []string{`its 7 bytes wait in the kernel, and python3 \(\d+\) is in recvfrom on another connection\. Accept queue: 1`,
			`python3 \(\d+\) waits in recvfrom, and nobody has accepted the other end: python3 \(\d+\) listens there and is in recvfrom`,
			`recvfrom of python3 \(\d+\) is on 127\.0\.0\.1:18462 → 127`},
		never: []string{`EMFILE`},
		kinds: "one-waits",
	},
	{
		name:  "acts, used again",
		fault: "none: a SYN with the ports of a connection in TIME_WAIT makes a new one (RFC 6191)",
		moves: `start server python3 acts.py listen 18445 5 accept close accept stay
			await port 18445
			start client python3 acts.py bind 18446 connect 18445 line close line
			cross client prints done connect
			cross server prints done close
			cross silence
			type client
			cross silence
			type client
			await client ends
			start again python3 acts.py bind 18446 connect 18445 stay
			cross again prints done connect
			cross silence`,
		causes: []string{`closed first: its FIN went out before the other's came in`},
		never:  []string{`SYN cookie`, `Nobody listens`, `this connection is over`, `no such connection`, `SYN goes out again`},
		kinds:  "closed-first close-wait",
	},
}

// TestTroubles plays every case, and looks for the sentences that name the fault.
// If TCPLAB_CASES names a directory, all that is said is kept there in both
// languages, with the trace and with what each program printed and waited in
// after every move.
func TestTroubles(t *testing.T) {
	needOwnPrivate(t)
	labtest.Need(t, "python3", "go")
	for _, c := range troubles {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t, c.name)
			defer p.keep(c.name)
			for line := range strings.Lines(c.moves) {
				p.make(strings.TrimSpace(line))
			}
			p.look()
			said := strings.Join(strings.Fields(p.transcript("en")), " ") // lines are wrapped anywhere
			if p.tellsCalls() {
				c.causes = append(c.causes, c.calls...)
			}
			for _, want := range c.causes {
				if !regexp.MustCompile(want).MatchString(said) {
					t.Errorf("%s: nothing says %q", c.fault, want)
				}
			}
			for _, why := range p.causes() {
				if !slices.Contains(strings.Fields(anywhere+" "+c.kinds), why.Kind) {
					t.Errorf("it says %q (%s), and that is not so: %s", why.Say, why.Kind, c.fault)
				}
			}
			for _, not := range c.never {
				if found := regexp.MustCompile(not).FindString(said); found != "" {
					t.Errorf("it says %q, and that is false: %s", found, c.fault)
				}
			}
			if t.Failed() {
				t.Logf("%s\n%s", p.transcript("en"), &p.log)
			}
		})
	}
}

// play is a lab in which a case is played.
type play struct {
	testing.TB
	bench  *bench.Bench
	dir    string // of the programs
	actors []*actor
	log    bytes.Buffer // the moves, what they led to, and what the programs printed and waited in
	steps  int          // that the log tells of
}

// actor is a program of a case.
type actor struct {
	name  string
	cmd   *exec.Cmd
	input io.Writer
	out   output
	told  int           // bytes of out that the log tells of
	stood string        // what the log has told of it last
	ended chan struct{} // closed when the program has ended
}

func newPlay(t *testing.T, name string) *play {
	var o bench.Options
	if keep := os.Getenv("TCPLAB_CASES"); keep != "" {
		o.Record = filepath.Join(keep, name+".jsonl")
	}
	b, err := bench.OpenLab(openlab.Lesson, o)
	if err != nil {
		t.Fatal(err)
	}
	programs, _, _ := strings.Cut(name, ",")
	p := &play{TB: t, bench: b, dir: filepath.Join("testdata", "cases", programs)}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	b.Watch()
	return p
}

// verbs are what a line of a case can do. The parameter is the rest of the line.
var verbs = map[string]func(p *play, rest string){
	"start": (*play).start,
	"type": func(p *play, name string) {
		if _, err := io.WriteString(p.actor(name).input, "\n"); err != nil {
			p.Fatal(err)
		}
	},
	"deliver": func(p *play, rest string) {
		host, name, _ := strings.Cut(rest, " ")
		p.until(rest+" is held", func() bool { return p.held(host, name) != nil })
		p.deliver(p.held(host, name))
	},
	"drop": func(p *play, rest string) {
		host, name, _ := strings.Cut(rest, " ")
		p.until(rest+" is held", func() bool { return p.held(host, name) != nil })
		if err := p.bench.Do(p.Context(), p.held(host, name).Move(trace.MoveDrop)); err != nil {
			p.Fatal(err)
		}
	},
	"cross": func(p *play, condition string) {
		p.until(condition, func() bool {
			for range 100 { // no case has so many packets, and a kernel may repeat one for ever
				if p.holds(condition) {
					return true
				}
				step := p.look()
				if len(step.Held) == 0 {
					break
				}
				p.deliver(&step.Held[0])
			}
			return false
		})
	},
	"await": func(p *play, condition string) {
		p.until(condition, func() bool { return p.holds(condition) })
	},
}

// make does what a line says.
func (p *play) make(line string) {
	p.Helper()
	verb, rest, _ := strings.Cut(line, " ")
	do := verbs[verb]
	if do == nil {
		p.Fatalf("BUG: no verb %q", verb)
	}
	fmt.Fprintf(&p.log, "\n%s\n", line)
	do(p, rest)
	p.rest()
	p.look()
	p.tell()
}

// start starts a program. The command is python3 or go, a file, and arguments.
func (p *play) start(rest string) {
	words := strings.Fields(rest)
	name, with, args := words[0], words[1], words[2:]
	args[0] = filepath.Join(p.dir, args[0])
	if with == "go" {
		binary := filepath.Join(p.TempDir(), name)
		if out, err := exec.Command("go", "build", "-o", binary, args[0]).CombinedOutput(); err != nil {
			p.Fatalf("%v\n%s", err, out)
		}
		with, args = binary, args[1:]
	}
	a := &actor{name: name, cmd: exec.Command(with, args...), ended: make(chan struct{})}
	a.cmd.Stdout, a.cmd.Stderr = &a.out, &a.out
	var err error
	if a.input, err = a.cmd.StdinPipe(); err != nil {
		p.Fatal(err)
	}
	if err := p.bench.Start(a.cmd); err != nil {
		p.Fatal(err)
	}
	go func() {
		a.cmd.Wait()
		close(a.ended)
	}()
	p.Cleanup(func() {
		a.cmd.Process.Kill()
		<-a.ended
	})
	p.actors = append(p.actors, a)
}

func (p *play) actor(name string) *actor {
	i := slices.IndexFunc(p.actors, func(a *actor) bool { return a.name == name })
	if i < 0 {
		p.Fatalf("BUG: no program %q", name)
	}
	return p.actors[i]
}

func (a *actor) hasEnded() bool {
	select {
	case <-a.ended:
		return true
	default:
		return false
	}
}

// look returns the newest step.
func (p *play) look() trace.Step {
	p.Helper()
	step, err := p.bench.Latest()
	if err != nil {
		p.Fatal(err)
	}
	return step
}

// held returns the oldest packet of that name that host has sent and that is
// held; nil if there is none. On a busy machine a kernel may have sent one again that
// has arrived, so one that is no copy counts first.
func (p *play) held(host, name string) (found *trace.Packet) {
	step := p.look()
	for i := range step.Held {
		if k := &step.Held[i]; k.From == host && k.Name == name && (found == nil || found.Of != 0 && k.Of == 0) {
			found = k
		}
	}
	return found
}

func (p *play) deliver(k *trace.Packet) {
	p.Helper()
	if err := p.bench.Do(p.Context(), k.Move(trace.MoveDeliver)); err != nil {
		p.Fatal(err)
	}
	p.rest()
	p.look()
	p.tell()
}

// conditions are what a line can wait for, by its verb. The parameters are the
// words before the verb, and behind it.
var conditions = map[string]func(p *play, who, what string) bool{
	"prints": func(p *play, who, what string) bool { return strings.Contains(p.actor(who).out.String(), what) },
	"ends":   func(p *play, who, _ string) bool { return p.actor(who).hasEnded() },
	"port":   func(p *play, _, what string) bool { return listens(what)(p.look()) },
	"sends":  func(p *play, who, what string) bool { return p.held(who, what) != nil },
	"has": func(p *play, who, what string) bool {
		state, number, _ := strings.Cut(what, " ")
		want, _ := strconv.Atoi(number)
		n := 0
		for _, k := range connections(p.look()) {
			if k.Host == who && k.State == state {
				n++
			}
		}
		return n >= max(1, want)
	},
	"silence": func(p *play, _, _ string) bool { return len(p.look().Held) == 0 },
}

// holds reports whether a condition holds.
func (p *play) holds(condition string) bool {
	p.Helper()
	words := strings.Fields(condition)
	for i, w := range words[:min(2, len(words))] {
		if c := conditions[w]; c != nil {
			return c(p, strings.Join(words[:i], " "), strings.Join(words[i+1:], " "))
		}
	}
	p.Fatalf("BUG: no condition %q", condition)
	return false
}

func (p *play) until(what string, so func() bool) {
	p.Helper()
	for end := time.Now().Add(patience); ; {
		p.rest()
		if so() {
			return
		}
		if time.Now().After(end) {
			p.tell()
			p.Fatalf("it never came to this: %s\n%s", what, &p.log)
		}
		select {
		case <-p.bench.Changed():
		case <-time.After(20 * time.Millisecond): // a program that prints or listens sends no notice
		}
	}
}

// rest waits until every program sleeps. Else the next move might come before
// the program has done what the last one led to.
func (p *play) rest() {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if !slices.ContainsFunc(p.actors, (*actor).runs) {
			return
		}
	}
}

// runs reports whether one of the program's threads is in no system call that
// blocks.
func (a *actor) runs() bool {
	return !a.hasEnded() && slices.ContainsFunc(a.threads(), func(call string) bool {
		return call == "running" || strings.HasPrefix(call, "-1 ") // the kernel has it wait for a page of memory
	})
}

// threads lists the system calls in which the threads of a program are, as
// /proc/PID/task/TID/syscall has them (proc(5)): the number and the arguments.
func (a *actor) threads() []string {
	var calls []string
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", a.cmd.Process.Pid))
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil || len(text) == 0 {
			continue // it has just ended
		}
		calls = append(calls, strings.TrimSpace(string(text)))
	}
	return calls
}

// tell writes to the log what is new: the numbers of the steps, what programs
// have printed, and in which system call each of them is.
func (p *play) tell() {
	if n := p.bench.Recording().Len(); n > p.steps {
		fmt.Fprintf(&p.log, "  steps %d to %d\n", p.steps, n-1)
		p.steps = n
	}
	for _, a := range p.actors {
		out := a.out.String()
		for line := range strings.Lines(out[a.told:]) {
			fmt.Fprintf(&p.log, "  %s prints %q\n", a.name, line)
		}
		a.told = len(out)
		stands := "is in system call " + strings.Join(a.threads(), ", ") // none if it has just ended
		if a.hasEnded() {
			stands = "has ended: " + a.cmd.ProcessState.String()
		}
		if stands != a.stood {
			fmt.Fprintf(&p.log, "  %s %s\n", a.name, stands)
			a.stood = stands
		}
	}
}

// transcript returns all that is said of the run in a language.
func (p *play) transcript(lang string) string {
	p.Helper()
	rec := p.bench.Recording()
	var out bytes.Buffer
	text := plain.New(&out, rec.Header(), lang)
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err == nil {
			err = text.Step(step)
		}
		if err != nil {
			p.Fatal(err)
		}
	}
	return out.String()
}

// tellsCalls reports whether the steps tell in which calls the programs are.
func (p *play) tellsCalls() bool {
	p.Helper()
	rec := p.bench.Recording()
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			p.Fatal(err)
		}
		if len(step.Calls) > 0 {
			return true
		}
	}
	return false
}

// causes lists the causes that are told of the run's steps.
func (p *play) causes() []*tell.Why {
	p.Helper()
	rec := p.bench.Recording()
	h := rec.Header()
	var list []*tell.Why
	var before *trace.Step
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			p.Fatal(err)
		}
		about := tell.Scene{Header: &h, Lang: "en", Step: step, Before: before}
		if why := about.Why(); why != nil {
			list = append(list, why)
		}
		before = &step
	}
	return list
}

// keep writes the transcripts and the log into the directory that TCPLAB_CASES
// names, if it does.
func (p *play) keep(name string) {
	dir := os.Getenv("TCPLAB_CASES")
	if dir == "" {
		return
	}
	for ending, content := range map[string]string{
		".en.txt": p.transcript("en"), ".zh.txt": p.transcript("zh"), ".log": p.log.String(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name+ending), []byte(content), 0o644); err != nil {
			p.Error(err)
		}
	}
}
