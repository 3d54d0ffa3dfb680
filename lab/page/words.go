package page

import "tcplab/lab/tell"

// The page's own words. Those about a run come from lab/tell.
var (
	wMore         = tell.Word{"More", "更多"}
	wAnswers      = tell.Word{"Answers", "答案"}
	wLadder       = tell.Word{"Time sequence", "时序图"}
	wPrograms     = tell.Word{"The programs", "程序"}
	wSockets      = tell.Word{"sockets", "套接字"}
	wNotes        = tell.Word{"The notes beside this run", "笔记与这次运行对照"}
	wNotesSay     = tell.Word{"The notes say", "笔记说"}
	wOftenSaid    = tell.Word{"Often said", "常见说法"}
	wThisRun      = tell.Word{"This run", "这次运行"}
	wLeftOut      = tell.Word{"(the notes leave this out)", "（笔记没有提到）"}
	wAlso         = tell.Word{"also", "补充"}
	wFirst        = tell.Word{"closes first", "先关闭"}
	wSecond       = tell.Word{"closes second", "后关闭"}
	wQueue        = tell.Word{"accept queue %d", "全连接队列 %d"}
	wUntold       = tell.Word{"accept queue not known", "全连接队列：不知道"}
	wTableTail    = tell.Word{"? not known: this system does not tell it", "? 不知道：这个系统不提供"}
	wNoSocket     = tell.Word{"no socket", "没有套接字"}
	wUnread       = tell.Word{"%d bytes unread", "%d 字节未读"}
	wUnreadUntold = tell.Word{"unread bytes not known", "未读字节：不知道"}
	wMoreHeld     = tell.Word{"… %d more held", "……另有 %d 个待放行"}
	wFigure5      = tell.Word{"Figure 5 of RFC 9293: the arrows walked", "图 5（RFC 9293）：走过的箭头"}
	wDiffers      = tell.Word{"Not as the script expected: %s", "与脚本预期不同：%s"}
	wNext         = tell.Word{"next", "下一步"}
	wBack         = tell.Word{"back", "后退"}
	wGround       = tell.Word{"light or dark", "浅色或深色"}
	wImage        = tell.Word{"this step as an SVG image", "把这一步存成 SVG 图片"}
	wHelp         = tell.Word{"keys", "按键"}
	wClose        = tell.Word{"close", "关闭"}
	wSkip         = tell.Word{"to the step", "到这一步"}
	wProgress     = tell.Word{"The steps of this run", "这次运行的各步"}
	wDamaged      = tell.Word{"The trace is damaged: what comes before the damage is shown whole. %s", "录像有损坏：损坏之前的都完整显示。%s"}
	wRange        = tell.Word{"Steps %d to %d of %d.", "第 %d 到 %d 步，共 %d 步。"}
	wRecorded     = tell.Word{"recorded from real sockets", "录自真实的套接字"}
)

// keys are the keys of the page, with what they do.
var keys = []struct {
	Names string
	Does  tell.Word
}{
	{"n Space PgDn", tell.Word{"see the answer, then go to the next stop", "看答案，再到下一站"}},
	{"s →", tell.Word{"one single step", "只走一步"}},
	{"p ← PgUp", tell.Word{"back", "后退"}},
	{"Home End", tell.Word{"the first step, the last one", "第一步，最后一步"}},
	{"1-9", tell.Word{"answer the question", "回答问题"}},
	{"Enter", tell.Word{"more about this step", "本步的更多说明"}},
	{". b", tell.Word{"hide or show the text", "隐藏或显示文字"}},
	{"t", tell.Word{"the socket table", "套接字表"}},
	{"=", tell.Word{"the notes beside this run", "笔记与这次运行对照"}},
	{"L", tell.Word{"English or Chinese", "英文或中文"}},
	{"?", tell.Word{"this list", "本列表"}},
}

// keysHTML writes the keys as the rows of a table.
func keysHTML() markup {
	var b builder
	for _, k := range keys {
		b.add(`<tr><th scope="row">%s</th><td>`, k.Names).word(k.Does).add(`</td></tr>`)
	}
	return b.html()
}
