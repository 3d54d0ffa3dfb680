package view

import (
	"tcplab/lab/tell"
)

// The words of panes, pages and the menu. The words about a packet, a socket, a
// call or a step are in lab/tell.

// The words of the panes.
var (
	wListener    = tell.Word{"listener", "监听套接字"}
	wNoListener  = tell.Word{"no listener", "没有监听套接字"}
	wQueue       = tell.Word{"accept queue %d", "全连接队列 %d"}
	wSharers     = tell.Word{"one of %d here", "这里共有 %d 个"}
	wQueueUntold = tell.Word{"accept queue not known", "全连接队列：不知道"}
	wPassed      = tell.Word{"~ passed", "~ 经过"}
	wOpening     = tell.Word{"opening", "建立连接"}
	wTalking     = tell.Word{"talking", "收发数据"}
	wFirst       = tell.Word{"closing first", "先关闭（主动关闭）"}
	wSecond      = tell.Word{"closing second", "后关闭（被动关闭）"}
	wTogether    = tell.Word{"closing at the same time", "同时关闭"}
	wWire        = tell.Word{"WIRE", "线路"}
	wSockets     = tell.Word{"SOCKETS", "套接字"}
	wLadder      = tell.Word{"TIME", "时序"}
	wHeldToo     = tell.Word{" … +%d", "……+%d"}
	wMoreHeld    = tell.Word{"%s held", "%s待放行"}
	wColon       = tell.Word{": ", "："}
	wNewConn     = tell.Word{"new connection", "新连接"}
	wNext        = tell.Word{"next", "下一步"}
	wReadOn      = tell.Word{"n or PgDn reads on", "按 n 或 PgDn 接着读"}
	wTurn        = tell.Word{"%d of %d", "%d/%d"}
	wThen        = tell.Word{"then came", "接下来是"}
	wAsk         = tell.Word{"Ask: ", "问："}
	wRight       = tell.Word{"Right, %s %s", "对，%s%s"}
	wWrong       = tell.Word{"No. ", "不对。"}
	wDiffers     = tell.Word{"! %s", "! %s"}
	wRecording   = tell.Word{"RECORDING %d of %d", "录像 %d/%d"}

	wRecordingOfModel = tell.Word{"a model, RECORDING %d of %d", "模型，录像 %d/%d"}

	wStepNo      = tell.Word{"step %d", "第 %d 步"}
	wAuto        = tell.Word{"AUTO %s", "自动 %s"}
	wAutoWaits   = tell.Word{"auto play waits: %s", "自动播放在等：%s"}
	wConnections = tell.Word{"connections", "连接"}
	wTooSmall    = tell.Word{"This window is %d×%d; the panel needs 50×15.", "窗口是 %d×%d，面板至少要 50×15。"}
	wHeldArrow   = tell.Word{"held", "待放行"}
	wUDPWhy      = tell.Word{
		"No machine is drawn: UDP has no connection, and so no states. A socket has an address and a queue of datagrams.",
		"这里不画状态机：UDP 没有连接，也就没有状态。套接字只有一个地址和一个数据报队列。"}
	wUDPUnconn = tell.Word{"takes from anyone", "谁发来都收"}
	wUDPAnyone = tell.Word{"from anyone", "谁发来都收"} // where the whole of it has no room
	wUDPConn   = tell.Word{"peer %s", "对端 %s"}
	wUDPQueue  = tell.Word{"Recv-Q %d (memory)", "Recv-Q %d（内存）"} // Linux counts the memory that datagrams take up, not their data
	wUDPUntold = tell.Word{"Recv-Q not known", "Recv-Q：不知道"}
	wNoSocket  = tell.Word{"no socket yet", "还没有套接字"}
)

// The words of the pages.
var (
	wHelp       = tell.Word{"NINE KEYS ARE ENOUGH FOR A LESSON", "学一课，九个键就够"}
	wMoreKeys   = tell.Word{"More keys", "其他按键"}
	wHelpTail   = tell.Word{"Back is a look at the recording: nothing is undone and nothing runs again.", "“后退”只是看录像：什么都不撤销，什么都不重跑。"}
	wPrograms   = tell.Word{"THE WHOLE PROGRAMS", "完整程序"}
	wGoTo       = tell.Word{"GO TO", "跳转"}
	wMoves      = tell.Word{"EVERY POSSIBLE MOVE", "所有可能的走法"}
	wMovesLab   = tell.Word{"Any of them may be made at any time; programs move by themselves.", "任何时候都可以走其中任何一步；程序自己会动。"}
	wMovesTail  = tell.Word{"Any of them may be made at any time; the lesson goes on as best it can.", "任何时候都可以走其中任何一步；课程会尽量继续。"}
	wTerms      = tell.Word{"TERMS OF THIS STEP", "本步术语"}
	wNoTerms    = tell.Word{"This step brings no new term.", "这一步没有新术语。"}
	wFault      = tell.Word{"THE LAST ERROR, EXPLAINED", "最近的错误"}
	wMore       = tell.Word{"MORE", "更多"}
	wInFull     = tell.Word{"In full: what the programs got and printed", "完整内容：程序得到和打印的"}
	wChoose     = tell.Word{"WHICH CONNECTION", "选择连接"}
	wFollow     = tell.Word{"follow what happens", "跟随正在发生的"}
	wNotes      = tell.Word{"THE NOTES BESIDE THIS RUN", "笔记与这次运行"}
	wNotesSay   = tell.Word{"the notes say", "笔记说"}
	wThisRun    = tell.Word{"this run showed", "这次运行看到"}
	wLeftOut    = tell.Word{"also", "补充"}
	wQuestions  = tell.Word{"Two questions to take home", "留两个问题"}
	wScore      = tell.Word{"Your answers", "你的回答"}
	wScoreOf    = tell.Word{"%d of %d right.", "共 %[2]d 题，答对 %[1]d 题。"}
	wMissed     = tell.Word{" Missed, or only shown, and worth another look:", "答错或只看了答案的，值得再看一眼："}
	wWhatNext   = tell.Word{"What next", "接下来"}
	wAnswerAt   = tell.Word{"Enter: see the step that answers it", "Enter：看给出答案的那一步"}
	wPageKeys   = tell.Word{"↑ ↓ move   Enter choose   Esc back", "↑ ↓ 移动   Enter 选择   Esc 返回"}
	wScrollKeys = tell.Word{"PgUp PgDn scroll   Esc back", "PgUp PgDn 翻页   Esc 返回"}
	wRowsBelow  = tell.Word{"+%d", "+%d"}
	wMoreBelow  = tell.Word{"%d more lines", "还有 %d 行"}
	wOneBelow   = tell.Word{"%d more line", "还有 %d 行"}
	wMoreRows   = tell.Word{"%s: t", "%s：t"}
	wTableTail  = tell.Word{
		"Recv-Q: bytes that arrived and nobody has read; of a listener, connections nobody has accepted. Send-Q: bytes not acknowledged yet; of a listener, how long its queue may grow.",
		"Recv-Q：已到达而没人读的字节；监听套接字：没被 accept 的连接数。Send-Q：还没被确认的字节；监听套接字：队列上限。"}
	wTableUDP = tell.Word{
		"Of a UDP socket, Recv-Q is the memory that waiting datagrams take up, which is more than their bytes.",
		"UDP 套接字的 Recv-Q 是等待中的数据报占用的内存，比它们的字节数大。"}
	wFINTail = tell.Word{
		"A FIN that came in and is not read yet counts as one byte of Recv-Q, behind the unread ones.",
		"已到达而没读到的 FIN 在 Recv-Q 里算一个字节，排在没读的字节后面。"}
	wTwoTimersTail = tell.Word{
		"A FIN_WAIT_2 that no program holds is ended by two timers in turn. A + stands behind the first; what the second adds is seen when it runs.",
		"没有程序持有的 FIN_WAIT_2 先后由两个定时器结束。“至少”说的是第一个；第二个再等多久，轮到它时才看得到。"}
	wTableUntold = tell.Word{
		"? means not known: this system does not tell it.",
		"? 表示不知道：这个系统不提供。"}
	wTablePID = tell.Word{
		"pid is the process that opened the socket, as in netstat -ano; whether it still holds it is not known.",
		"pid 是打开这个套接字的进程，和 netstat -ano 一样；它现在是否还持有，不知道。"}
	wSourceTail = tell.Word{
		"All of it is what the kernel reported after this step. A socket that is CLOSED has no row.",
		"以上都是这一步之后内核报告的。CLOSED 的套接字不在表里。"}
	wModelTail = tell.Word{
		"All of it is a model's: who holds a socket, and FIN and SYN in the queues, imitate Linux.",
		"以上都是模型的：套接字由谁持有、队列里的 FIN 和 SYN，是照 Linux 的样子仿造的。"}
)

// The reasons why a key can do nothing now.
var (
	IsReplay     = tell.Word{"this is a recording: nothing can be changed in it", "这是录像：不能改动"}
	wIsLooking   = tell.Word{"you are looking back: End returns to now, where things can be moved", "你在回看：按 End 回到当前才能走"}
	wNoUndoLab   = tell.Word{"this is an open lab: tcplab cannot start your programs again, so nothing can be undone", "这是空白实验：tcplab 不能替你重新启动程序，所以不能撤销"}
	NoUndo       = tell.Word{"no move has been made that could be undone", "还没有走过可以撤销的步子"}
	wAtStart     = tell.Word{"this is the first step", "这已是第一步"}
	wAtEnd       = tell.Word{"this is the last step of the recording", "这已是录像的最后一步"}
	wIsNow       = tell.Word{"this is now", "这就是当前"}
	wNoHeld      = tell.Word{"no packet is held on the wire", "线路上没有待放行的包"}
	wNotHeld     = tell.Word{"the selected packet is no longer held: Enter shows what it says", "选中的包已经不在待放行：按 Enter 看它说了什么"}
	wNoPackets   = tell.Word{"there is no packet on the wire", "线路上没有包"}
	wOneConn     = tell.Word{"there is no second connection to look at", "没有第二条连接可看"}
	wNoStates    = tell.Word{"there are no states here: UDP has no connection", "这里没有状态：UDP 没有连接"}
	wNoMore      = tell.Word{"there is no more to say about this step", "这一步没有更多说明"}
	wNoFault     = tell.Word{"no call has failed so far", "到目前为止没有调用出错"}
	wNoResults   = tell.Word{"not known: in an open lab nobody sees what a program's calls return", "不知道：空白实验里看不到程序的调用返回了什么"}
	wNoClosing   = tell.Word{"this lesson has no closing page", "这一课没有对照页"}
	wNoOther     = tell.Word{"no other move is possible", "没有其他可走的"}
	wNoAuto      = tell.Word{"auto play is off: a turns it on", "自动播放已关：按 a 打开"}
	wOneLanguage = tell.Word{"this lesson is written in one language only", "这一课只有一种语言"}
	wNoLesson    = tell.Word{"this is an open lab: there is no lesson here", "这是空白实验：这里没有课程"}
)

// The words of the menu.
var (
	wMenuTitle = tell.Word{"tcplab", "tcplab"}
	wMenuSub   = tell.Word{"a step-through laboratory for TCP and UDP", "TCP 与 UDP 的单步实验室"}
	wMenuKeys  = tell.Word{"↑ ↓ choose  Enter start  / find  ? keys  q quit", "↑ ↓ 选择  Enter 开始  / 查找  ? 按键  q 退出"}
	wMenuDone  = tell.Word{"done", "已学完"}
	wMenuLeft  = tell.Word{"begun", "学到一半"}
	wMenuEmpty = tell.Word{"There is no lesson here.", "这里还没有课程。"}
	wMenuAt    = tell.Word{"stopped at: %s", "上次停在：%s"}

	wMenuRemote = tell.Word{"%s   remote: PgDn PgUp . start", "%s   翻页笔：PgDn PgUp . 开始"}
	wMenuResume = tell.Word{"↑ ↓ choose  Enter go on  r start over  / find  q quit", "↑ ↓ 选择  Enter 接着学  r 从头开始  / 查找  q 退出"}

	wMenuResumeShort = tell.Word{"↑ ↓ choose  Enter go on  r start over  q quit", "↑ ↓ 选择  Enter 接着学  r 从头开始  q 退出"}

	wMenuLesson  = tell.Word{"1 lesson", "1 课"}
	wMenuLessons = tell.Word{"%d lessons", "%d 课"}
	wMenuOf      = tell.Word{"%d of %d done", "已学完 %d/%d"}

	wMenuFinds   = tell.Word{"Enter start  Esc all lessons", "Enter 开始  Esc 全部课程"}
	wMenuBack    = tell.Word{"Esc back", "Esc 返回"}
	wMenuAnswers = tell.Word{"answers: %s", "本课解答：%s"}
	wMenuNothing = tell.Word{"No lesson answers “%s”. Try fewer words, or only the end of an error, such as “connection refused”. Esc shows all lessons.", "没有一课回答“%s”。请试试更少的词，或只输入错误信息的结尾，如 connection refused。按 Esc 看全部课程。"}
)
