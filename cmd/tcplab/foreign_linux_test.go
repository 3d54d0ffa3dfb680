package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/witness"
	openlab "tcplab/lessons/lab"
)

// visit is a pair of other people's programs that talk in the lab. DIR in an
// argument or a file is a directory of its own, and SELF the test binary.
type visit struct {
	name     string
	needs    []string          // programs that have to be installed
	explored bool              // only if tests explore, and only where it is installed
	files    map[string]string // that the programs read, by their names in DIR
	prepare  []string          // a command that is run first, outside of the lab; nil for none
	server   []string
	port     string // on which the server listens; in the lab's own network every port is free
	client   []string
	says     string   // what the client prints
	owners   []string // the programs that hold sockets at some time
	passes   []string // states that the sockets together are in or have been in
	six      []string // pairs of old and new text that make a visit over IPv6 of this one, before sixth
}

// sixth makes addresses of IPv6 of those of IPv4, in the arguments and files of a visit.
var sixth = []string{"127.0.0.1:", "[::1]:", "[127.0.0.1]", "[::1]", "127.0.0.1", "::1"}

// overIPv6 returns the same visit over IPv6. One of them is made always.
func (v visit) overIPv6() visit {
	change := strings.NewReplacer(append(slices.Clone(v.six), sixth...)...).Replace
	all := func(args []string) []string {
		args = slices.Clone(args)
		for i := range args {
			args[i] = change(args[i])
		}
		return args
	}
	files := map[string]string{}
	for name, text := range v.files {
		files[name] = change(text)
	}
	v.explored = v.explored || v.name != "redis"
	v.name, v.files, v.prepare, v.server, v.client = v.name+" over IPv6", files, all(v.prepare), all(v.server), all(v.client)
	return v
}

var tcpStates = []string{"LISTEN", "SYN_SENT", "SYN_RCVD", "ESTABLISHED"}

var visits = []visit{
	{
		name: "curl and Python", needs: []string{"python3", "curl"},
		files:  map[string]string{"page": "held still\n"},
		server: []string{"python3", "-m", "http.server", "--bind", "127.0.0.1", "--directory", "DIR", "8080"}, port: "8080",
		client: []string{"curl", "-s", "http://127.0.0.1:8080/page"},
		says:   "held still", owners: []string{"python3", "curl"}, passes: tcpStates,
	}, {
		name: "curl and nginx", needs: []string{"nginx", "curl"},
		files: map[string]string{"page": "held still\n", "conf": nginxConf},
		// Its master opens the listener, and a worker takes the connections.
		server: []string{"nginx", "-p", "DIR", "-c", "DIR/conf", "-e", "stderr"}, port: "8090",
		client: []string{"curl", "-s", "http://127.0.0.1:8090/page"},
		says:   "held still", owners: []string{"nginx", "curl"}, passes: tcpStates,
	}, {
		name: "redis", needs: []string{"redis-server", "redis-cli"},
		server: []string{"redis-server", "--bind", "127.0.0.1", "--port", "6379", "--save", "", "--dir", "DIR"}, port: "6379",
		client: []string{"redis-cli", "-h", "127.0.0.1", "echo", "held still"},
		says:   "held still", owners: []string{"redis-server", "redis-cli"}, passes: tcpStates,
	}, {
		name: "ssh", needs: []string{"sshd", "ssh", "ssh-keygen", "unshare"},
		files:   map[string]string{"config": sshdConfig},
		prepare: []string{"sh", "-c", sshKeys},
		server:  []string{"unshare", "--mount", "sh", "-c", sshdStart}, port: "2222",
		client: []string{"ssh", "-F", "none", "-p", "2222", "-i", "DIR/key", "-o", "UserKnownHostsFile=DIR/known", "-o", "GlobalKnownHostsFile=none",
			"-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "root@127.0.0.1", "echo held still"},
		says: "held still", owners: []string{"sshd", "ssh"}, passes: tcpStates,
	}, {
		name: "socat", needs: []string{"socat"},
		server: []string{"socat", "TCP-LISTEN:8081,bind=127.0.0.1", "SYSTEM:echo held still"}, port: "8081",
		client: []string{"socat", "-u", "TCP:127.0.0.1:8081", "-"},
		says:   "held still", owners: []string{"socat"}, passes: tcpStates,
		six: []string{"TCP-LISTEN:8081,bind=127.0.0.1", "TCP6-LISTEN:8081,bind=[::1]"},
	}, {
		name: "Python over UDP", needs: []string{"python3"},
		server: []string{"python3", "-c", udpServer}, port: "8082",
		client: []string{"python3", "-c", udpClient},
		says:   "HELD STILL", owners: []string{"python3"}, passes: []string{"UNCONN", "ESTABLISHED"},
		six: []string{"AF_INET", "AF_INET6"},
	},

	{
		name: "Node", needs: []string{"node"}, explored: true,
		server: []string{"node", "-e", `require("net").createServer(c => c.end("held still\n")).listen(8091, "127.0.0.1")`}, port: "8091",
		client: []string{"node", "-e", `require("net").connect(8091, "127.0.0.1").pipe(process.stdout)`},
		says:   "held still", owners: []string{"node"}, passes: tcpStates,
	}, {
		name: "curl and a Go server", needs: []string{"curl"}, explored: true,
		server: []string{"env", "TCPLAB_SERVE=127.0.0.1:8092", "SELF", "-test.run=^TestServeProcess$"}, port: "8092",
		client: []string{"curl", "-s", "http://127.0.0.1:8092/"},
		says:   "held still", owners: []string{"tcplab.test", "curl"}, passes: tcpStates,
	}, {
		name: "dnsmasq and dig", needs: []string{"dnsmasq", "dig"}, explored: true,
		server: []string{"dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--port=5300", "--listen-address=127.0.0.1",
			"--bind-interfaces", "--pid-file=", "--txt-record=held.test,held still"}, port: "5300",
		client: []string{"dig", "@127.0.0.1", "-p", "5300", "+short", "held.test", "TXT"},
		says:   "held still", owners: []string{"dnsmasq"}, passes: []string{"LISTEN", "UNCONN"},
	}, {
		name: "mosquitto", needs: []string{"mosquitto", "mosquitto_pub", "mosquitto_sub"}, explored: true,
		files:  map[string]string{"conf": "listener 1883 127.0.0.1\nallow_anonymous true\nuser root\n"},
		server: []string{"mosquitto", "-c", "DIR/conf"}, port: "1883",
		client: []string{"sh", "-c", "mosquitto_pub -h 127.0.0.1 -t t -r -m 'held still' && mosquitto_sub -h 127.0.0.1 -t t -C 1"},
		says:   "held still", owners: []string{"mosquitto", "mosquitto_pub", "mosquitto_sub"}, passes: tcpStates,
	}, {
		// There are several programs of the name nc, with other options.
		name: "nc", needs: []string{"nc.openbsd"}, explored: true,
		server: []string{"sh", "-c", "echo held still | nc.openbsd -l -N 127.0.0.1 8093"}, port: "8093",
		client: []string{"sh", "-c", "nc.openbsd -N 127.0.0.1 8093 </dev/null"},
		says:   "held still", owners: []string{"nc.openbsd"}, passes: tcpStates,
	},
}

const nginxConf = `daemon off;
pid DIR/pid;
user root;
worker_processes 1;
events {}
http {
	access_log off;
	client_body_temp_path DIR/body;
	proxy_temp_path DIR/proxy;
	fastcgi_temp_path DIR/fastcgi;
	uwsgi_temp_path DIR/uwsgi;
	scgi_temp_path DIR/scgi;
	server {
		listen 127.0.0.1:8090;
		root DIR;
	}
}
`

const sshdConfig = `ListenAddress 127.0.0.1:2222
HostKey DIR/host
AuthorizedKeysFile DIR/key.pub
PidFile none
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PermitUserRC no
`

const sshKeys = `ssh-keygen -q -t ed25519 -N '' -f DIR/host && ssh-keygen -q -t ed25519 -N '' -f DIR/key &&
printf '[127.0.0.1]:2222 ' >DIR/known && cat DIR/host.pub >>DIR/known`

// sshdStart gives sshd a /run of its own, in which it finds the empty directory
// that it wants. The real one is not touched.
const sshdStart = `mount -t tmpfs none /run && mkdir /run/sshd && exec "$(command -v sshd)" -D -e -f DIR/config`

// TestForeignPrograms steps other people's programs, in other languages, one
// packet at a time. After each move all that the trace has of every socket must be
// what ss prints of it, and the program that holds it.
func TestForeignPrograms(t *testing.T) {
	needOwnPrivate(t)
	labtest.Need(t, "ss")
	t.Setenv("PATH", os.Getenv("PATH")+":/usr/sbin:/sbin") // sshd and nginx live there
	var looks, packets atomic.Int64
	t.Run("programs", func(t *testing.T) {
		all := slices.Clone(visits)
		for _, v := range visits {
			all = append(all, v.overIPv6())
		}
		for _, v := range all {
			t.Run(v.name, func(t *testing.T) {
				t.Parallel() // each waits for silence most of the time
				l, p := v.run(t)
				looks.Add(int64(l))
				packets.Add(int64(p))
			})
		}
	})
	t.Logf("%d looks, %d packets", looks.Load(), packets.Load())
}

func (v visit) run(t *testing.T) (looks, packets int) {
	if v.explored {
		if labtest.Factor(t) == 0 {
			t.Skipf("only if tests explore")
		}
		for _, p := range v.needs {
			if _, err := exec.LookPath(p); err != nil {
				t.Skipf("%s is not installed here", p)
			}
		}
	}
	labtest.Need(t, v.needs...)
	if strings.HasPrefix(v.name, "ssh") && !trueRoot(t) {
		t.Skip("sshd takes another user's identity, which only the superuser of the machine may do")
	}
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	place := strings.NewReplacer("DIR", dir, "SELF", self)
	for name, text := range v.files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(place.Replace(text)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	command := func(args []string) []string {
		args = slices.Clone(args)
		for i := range args {
			args[i] = place.Replace(args[i])
		}
		return args
	}
	if len(v.prepare) > 0 {
		args := command(v.prepare)
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	b, err := bench.OpenLab(openlab.Lesson, bench.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	b.Watch()
	if strings.HasSuffix(v.name, "over IPv6") {
		needIPv6(t, b)
	}
	server := invite(t, b, command(v.server)...)
	until(t, b, false, "the server listens", listens(v.port))
	client := invite(t, b, command(v.client)...)
	seen, owners := map[string]bool{}, map[string]bool{}
	ended := false
	for last := time.Now(); ; { // the time of the last move
		if time.Since(last) > patience {
			t.Fatalf("the client does not end\n%s\n%s", &client.out, &server.out)
		}
		step, want, got := witness.Sockets(t, b, true)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("step %d: ss (-) and the trace (+) differ:\n%s", step.Step, diff)
		}
		looks++
		for _, k := range step.Sockets {
			seen[k.State], owners[strings.SplitN(k.Program, " ", 2)[0]] = true, true
			for _, state := range k.Been { // some programs close at once
				seen[state] = true
			}
		}
		select {
		case err := <-client.done:
			ended = true
			if err != nil {
				t.Fatalf("the client failed: %v\n%s\n%s", err, &client.out, &server.out)
			}
		default:
		}
		if len(step.Held) > 0 {
			packets++
			last = time.Now()
			if err := b.Step(context.Background()); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if ended {
			break
		}
		select {
		case <-b.Changed():
		case <-time.After(20 * time.Millisecond): // a program that ends sends no notice
		}
	}
	if !strings.Contains(client.out.String(), v.says) {
		t.Errorf("the client printed %q, want %q", &client.out, v.says)
	}
	for _, state := range v.passes {
		if !seen[state] {
			t.Errorf("%s was never on the panel; %v were", state, keysOf(seen))
		}
	}
	for _, program := range v.owners {
		if !owners[program] {
			t.Errorf("no socket names the program %s; the names were %v", program, keysOf(owners))
		}
	}
	t.Logf("%d looks, %d packets", looks, packets)
	return looks, packets
}

// trueRoot reports whether this process is the superuser of the machine, and not
// only of a user namespace.
func trueRoot(t *testing.T) bool {
	t.Helper()
	text, err := os.ReadFile("/proc/self/uid_map")
	if err != nil {
		t.Fatal(err)
	}
	return os.Getuid() == 0 && slices.Equal(strings.Fields(string(text)), []string{"0", "0", "4294967295"})
}

// TestServeProcess is not a test. It is a web server in Go that
// TestForeignPrograms runs in the lab, until it is killed.
func TestServeProcess(t *testing.T) {
	address := os.Getenv("TCPLAB_SERVE")
	if address == "" {
		t.Skip("this is the program of another test")
	}
	network := "tcp4"
	if strings.HasPrefix(address, "[") {
		network = "tcp6"
	}
	ln, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	http.Serve(ln, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "held still") }))
}

func keysOf(m map[string]bool) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

const udpServer = `import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 8082))
while True:
    data, who = s.recvfrom(100)
    s.sendto(data.upper(), who)
`

const udpClient = `import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("127.0.0.1", 8082))
s.send(b"held still")
print(s.recv(100).decode())
`
