package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"tcplab/lab/kernel"
	"tcplab/lab/netstack"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
	"tcplab/lab/words"
)

// checked is one check in the output of doctor --json.
type checked struct {
	Name   string `json:"name"` // in English, for programs that look for it
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy,omitempty"`

	File      string `json:"file,omitempty"` // to be written before the remedy, with the text
	Text      string `json:"text,omitempty"`
	Otherwise string `json:"otherwise,omitempty"` // another remedy, for a time
}

// report is the output of doctor --json.
type report struct {
	System  string    `json:"system"`
	Network string    `json:"network"` // the network that --net auto chooses here
	Checks  []checked `json:"checks"`

	lang string
	said []words.Text // the names of the checks, for people
}

func newDoctor(e *env) *cobra.Command {
	var asJSON bool
	var lang string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: e.say("Say what this machine can do, and how to get the rest", "说明这台机器能做什么，怎样得到其余的"),
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			lang, err := language(lang)
			if err != nil {
				return err
			}
			// Only a process that may make the private network can try it.
			status, done, failed := wire.Reexec(e.inner)
			switch {
			case done && status != 0:
				return exitError{status}
			case done:
				return nil
			}
			r := examine(e.inner, failed, lang)
			if asJSON {
				enc := json.NewEncoder(e.out)
				enc.SetEscapeHTML(false)
				enc.SetIndent("", "  ")
				return enc.Encode(r)
			}
			return writeReport(e, r)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, e.say("write one JSON object", "输出一个 JSON 对象"))
	e.addLang(cmd.Flags(), &lang)
	return cmd
}

// examine checks everything that a run needs. inner is whether this is the
// process that wire.Reexec has started, and failed the error if it could not.
func examine(inner bool, failed error, lang string) report {
	r := report{System: kernel.Stack() + ", " + runtime.GOOS + "/" + runtime.GOARCH, Network: trace.PrivateNetwork, lang: lang}
	for _, c := range wire.Probe(inner, failed) {
		r.add(c)
		if !c.OK {
			r.Network = trace.HostNetwork
		}
	}
	if _, err := os.Executable(); err != nil {
		r.add(wire.Check{Name: words.Say("hosts", "主机"), Detail: words.Say("tcplab cannot find its own program to start them (%v)",
			"tcplab 找不到自己的程序，启动不了它们：%v", err), Remedies: wire.Remedies{Remedy: "sudo mount -t proc proc /proc"}})
		r.Network = "none"
		return r
	}
	reader := checkReader()
	r.add(reader)
	if !reader.OK && r.Network == trace.HostNetwork {
		r.Network = trace.NetstackNetwork
	}
	r.add(wire.Check{Name: words.Say("model", "模型"), OK: true, Detail: words.Say("%s, in which every packet waits for a key on any system (--net netstack)",
		"%s，在任何系统上每个包都停下来等按键（--net netstack）", netstack.Name)})
	return r
}

// add adds a check to a report.
func (r *report) add(c wire.Check) {
	r.Checks = append(r.Checks, checked{c.Name.String(), c.OK, c.Detail.In(r.lang), c.Remedy, c.File, c.Text, c.Otherwise})
	r.said = append(r.said, c.Name)
}

// checkReader checks whether sockets can be read here.
func checkReader() wire.Check {
	c := wire.Check{Name: words.Say("socket table", "套接字表")}
	reader, err := kernel.NewReader()
	if err == nil {
		c.Detail, err = tellsOf(reader)
		err = errors.Join(err, reader.Close())
	}
	if err != nil {
		c.Detail, c.Remedy = words.Say("%v", "%v", err), "tcplab replay FILE"
		return c
	}
	c.OK = true
	return c
}

// tellsOf opens a socket of each protocol, looks for both in the system's table, and
// says what the table tells of them. If none can be opened, as where the loopback
// device is down, the table alone is read.
func tellsOf(system lookup) (words.Text, error) {
	own := map[string]netip.AddrPort{}
	alone := net.ListenConfig{}
	alone.SetMultipathTCP(false) // of which a table may have two rows
	if l, err := alone.Listen(context.Background(), "tcp4", "127.0.0.1:0"); err == nil {
		defer l.Close()
		own[kernel.TCP] = netip.MustParseAddrPort(l.Addr().String())
	}
	if c, err := net.ListenPacket("udp4", "127.0.0.1:0"); err == nil {
		defer c.Close()
		own[kernel.UDP] = netip.MustParseAddrPort(c.LocalAddr().String())
	}
	text := words.Say("the system tells the state of every socket", "系统给出每个套接字的状态")
	for _, proto := range []string{kernel.TCP, kernel.UDP} {
		at, opened := own[proto]
		if !opened {
			at = netip.MustParseAddrPort("127.0.0.1:0")
		}
		s, ok, err := system.Lookup(proto, at, netip.AddrPort{})
		switch {
		case err != nil:
			return words.Text{}, err
		case opened && !ok:
			return words.Text{}, words.Errorf("the system's table lacks a %[1]s socket that tcplab has just opened: watch with netstat -an -p %[1]s",
				"系统的表里没有 tcplab 刚打开的 %[1]s 套接字：请用 netstat -an -p %[1]s 查看", proto)
		case s.StateOnly:
			text = words.Say(
				"the system tells the addresses of every socket and the process that opened it, and the state of those of TCP, but neither queues nor timers nor the peer of a UDP socket; what is not told is shown as not known",
				"系统给出每个套接字的地址、打开它的进程，以及 TCP 套接字的状态；不给出队列、定时器和 UDP 套接字的对端，没给出的显示为不知道")
		case s.QueuesOnly:
			text = words.Say("the system tells the state and the queues of every socket, and no timers", "系统给出每个套接字的状态和队列，不给出定时器")
		}
	}
	return text, nil
}

// lookup is a reader of the system's table.
type lookup interface {
	Lookup(proto string, local, remote netip.AddrPort) (kernel.Socket, bool, error)
}

// wPromises says what a lesson gets on each network that doctor can promise.
var wPromises = map[string]words.Word{
	trace.PrivateNetwork: {"Lessons run on the private network: every packet waits for a key.",
		"课程在私有网络上运行：每个包都停下来等按键。"},
	trace.HostNetwork: {"Lessons run on the host network: steps happen at calls, packets flow by themselves. Those that need held packets run on the model.",
		"课程在本机网络上运行：在调用处停下，包自己流动。需要包停着的课程在模型上运行。"},
	trace.NetstackNetwork: {"Lessons run on a model, not this computer's kernel: every packet waits for a key.",
		"课程在模型上运行，不是这台电脑的内核：每个包都停下来等按键。"},
	"none": {"Lessons cannot run here; tcplab replay FILE shows a recorded one.",
		"课程在这里运行不了；tcplab replay FILE 可以放一段录像。"},
}

func writeReport(e *env, r report) error {
	fmt.Fprintln(e.out, r.System)
	said := "" // the remedy of the check before, which often is that of the next one, too
	for i, c := range r.Checks {
		mark := words.Word{"ok     ", "有  "}
		if !c.OK {
			mark = words.Word{"missing", "缺少"}
		}
		fmt.Fprintf(e.out, words.Word{"  %s  %s: %s\n", "  %s  %s：%s\n"}.In(r.lang), mark.In(r.lang), r.said[i].In(r.lang), c.Detail)
		if c.Remedy == "" || c.Remedy == said {
			continue
		}
		said = c.Remedy
		if c.File != "" {
			fmt.Fprintf(e.out, words.Word{"           write into %s:\n", "        把下面的内容写进 %s：\n"}.In(r.lang), c.File)
			for line := range strings.Lines(c.Text) {
				fmt.Fprintf(e.out, "             %s", line)
			}
			fmt.Fprintf(e.out, words.Word{"           then: %s\n", "        然后：%s\n"}.In(r.lang), c.Remedy)
			if c.Otherwise != "" {
				fmt.Fprintf(e.out, words.Word{"           or, for every program and until the next start: %s\n",
					"        或者，对所有程序放开，到下次开机为止：%s\n"}.In(r.lang), c.Otherwise)
			}
		} else {
			fmt.Fprintf(e.out, words.Word{"           try: %s\n", "        试试：%s\n"}.In(r.lang), c.Remedy)
		}
	}
	_, err := fmt.Fprintln(e.out, wPromises[r.Network].In(r.lang))
	return err
}
