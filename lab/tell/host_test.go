package tell

import (
	"testing"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

func TestHostsAndEndsInWords(t *testing.T) {
	h := &trace.Header{Prose: map[string]*prose.Text{"zh": {Hosts: map[string]string{"hasty": "性急发送端"}}}}
	for _, tt := range []struct{ got, want string }{
		{HostName(h, "client", "zh"), "客户端"},
		{HostName(nil, "client-2", "zh"), "客户端二"}, // as the lessons count them
		{HostName(nil, "client-12", "zh"), "客户端 12"},
		{HostName(nil, "tcp-server", "zh"), "TCP 服务器"},
		{HostName(h, "hasty", "zh"), "性急发送端"}, // the lesson's own word
		{HostName(h, "hasty", "en"), "hasty"},
		{HostName(nil, "client:40001", "zh"), "客户端:40001"}, // one of several connections
		{HostName(nil, "server (:40001)", "zh"), "服务器（:40001）"},
		{HostName(nil, "nobody-knows", "zh"), "nobody-knows"},
		{HostName(nil, HostName(nil, "server", "zh"), "zh"), "服务器"}, // what is translated stays
		{ExitText("exit 0", "zh"), "退出码 0"},
		{ExitText("exit 0", "en"), "exit 0"},
		{ExitText("killed", "zh"), "被终止"},
		{ExitText("panic: boom", "zh"), "panic: boom"}, // the program's own words

		// A blank stands beside a Latin name, and none between two Chinese words.
		{MoveText(nil, trace.Move{Kind: trace.MoveCall, Host: "server", Name: "Listen"}, "zh"), "服务器调用 Listen"},
		{MoveText(nil, trace.Move{Kind: trace.MoveCall, Host: "nc", Name: "Listen"}, "zh"), "nc 调用 Listen"},
		{MoveText(nil, trace.Move{Kind: trace.MoveDeliver, Host: "server", Name: "零窗口探测", To: "client"}, "zh"), "把零窗口探测送达客户端"},
		{Word{"%s in %s", "%s 在 %s 里"}.F("zh", "客户端", "Read"), "客户端在 Read 里"},
		{Word{"", "%[2]s %[1]s"}.F("zh", "客户端", "服务器"), "服务器客户端"},
		{Word{"", "共 %d 个"}.F("zh", 3), "共 3 个"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
