package trace

import (
	"strings"
)

// This file is the only place that puts a move or an event into words. The
// panel, the plain text and the error messages all speak through it.

// moveWords are the sentences of a move by kind: English, then Chinese. %[1]s
// is the host, %[2]s the name, %[3]s the receiver.
var moveWords = map[string][2]string{
	MoveStart:     {"the hosts start", "各主机启动"},
	MoveCall:      {"%[1]s calls %[2]s", "%[1]s 调用 %[2]s"},
	MoveDeliver:   {"deliver %[2]s to %[3]s", "把 %[2]s 送达 %[3]s"},
	MoveDrop:      {"drop %[2]s from %[1]s", "丢弃 %[1]s 发的 %[2]s"},
	MoveDuplicate: {"deliver %[2]s to %[3]s and keep a copy", "把 %[2]s 送达 %[3]s，并留一份副本"},
	MoveRun:       {"let it run on", "连续运行"},
	MoveWait:      {"wait until something happens", "等待，直到有事发生"},
	MoveTime:      {"time passed", "时间到了"},
	MoveKill:      {"kill %[1]s", "杀死 %[1]s 进程"},
	MoveDestroy:   {"destroy %[1]s's socket", "销毁 %[1]s 的套接字"},
}

// MoveText says what a move does, in one short line.
func MoveText(m Move, lang string) string {
	words, ok := moveWords[m.Kind]
	if !ok {
		return strings.TrimSpace(m.Kind + " " + m.Host + " " + m.Name)
	}
	switch {
	case m.Kind == MoveCall && m.Name == "exit":
		words = [2]string{"%[1]s exits", "%[1]s 退出"}
	case m.Kind == MoveCall && m.To != "":
		words = [2]string{"%[1]s calls %[2]s for %[3]s", "%[1]s 为 %[3]s 调用 %[2]s"}
	}
	to := m.To
	if to == "" {
		to = pick([2]string{"its receiver", "接收方"}, lang)
	}
	return sprintf(pick(words, lang), m.Host, m.Name, to)
}
