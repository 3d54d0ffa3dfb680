package panel

// What the panes say.
var (
	wListener    = word{"listener", "监听套接字"}
	wNoListener  = word{"no listener", "没有监听套接字"}
	wQueue       = word{"accept queue %d", "全连接队列 %d"}
	wPassed      = word{"~ passed", "~ 经过"}
	wUnread      = word{"unread %d", "未读 %d"}
	wUnacked     = word{"unacked %d", "未确认 %d"}
	wOpening     = word{"opening", "建立连接"}
	wTalking     = word{"talking", "收发数据"}
	wFirst       = word{"closing first", "先关闭（主动关闭）"}
	wSecond      = word{"closing second", "后关闭（被动关闭）"}
	wTogether    = word{"closing at the same time", "同时关闭"}
	wWire        = word{"WIRE", "线路"}
	wSockets     = word{"SOCKETS", "套接字"}
	wLadder      = word{"TIME", "时序"}
	wHeld        = word{"HELD", "扣留"}
	wCameIn      = word{"came in", "已到达"}
	wDropped     = word{"dropped", "被丢弃"}
	wAgain       = word{"; sent again ×%d", "；重发 ×%d"}
	wAgainShort  = word{", +%d", "，+%d"}
	wMoreHeld    = word{"and %d more held", "另有 %d 个扣留"}
	wNothing     = word{"nothing on the wire", "线路上没有包"}
	wFlowing     = word{"nothing is held: on this network packets flow by themselves", "不扣留：这个网络里的包自己流动"}
	wBlocked     = word{"blocked in %s", "阻塞在 %s"}
	wAtGate      = word{"at the gate of %s", "停在 %s 之前"}
	wExited      = word{"ended: %s", "已结束：%s"}
	wRunning     = word{"between two calls", "在两次调用之间"}
	wReturned    = word{"%s returned", "%s 已返回"}
	wGave        = word{"%s gave %s", "%s 得到 %s"}
	wPrinted     = word{"printed: %s", "输出：%s"}
	wColon       = word{": ", "："}
	wComma       = word{", ", "、"}
	wAndAlso     = word{"; ", "，"}
	wNewConn     = word{"new connection", "新连接"}
	wNext        = word{"next", "下一步"}
	wThen        = word{"then came", "接下来是"}
	wOtherMoves  = word{"nothing scripted is possible: w lists the other moves", "脚本中没有可走的：按 w 看其他走法"}
	wStuck       = word{"stuck: nothing is possible, held, or running on a timer; r starts again", "卡住了：没有可走的、没有扣留、也没有定时器；按 r 重来"}
	wTold        = word{"the story is told; = shows the notes beside it, r starts again", "讲完了；按 = 对照笔记，按 r 重来"}
	wToldNotes   = word{"told; n shows the notes", "讲完了；按 n 对照笔记"}
	wToldAgain   = word{"told; PgDn again: the menu", "讲完了；再按 PgDn 回菜单"}
	wToldLeave   = word{"told; PgDn again leaves", "讲完了；再按 PgDn 退出"}
	wEndOfRec    = word{"here the recording ends", "录像到此为止"}
	wWaiting     = word{"waiting for: %s   (Esc cancels)", "正在等待：%s（Esc 取消）"}
	wAsk         = word{"Ask: ", "问："}
	wRight       = word{"Right, %s %s", "对，%s%s"}
	wWrong       = word{"No. ", "不对。"}
	wAnswerKeys  = word{"1-%d answer, n or PgDn shows it", "按 1-%d 回答，n / PgDn 看答案"}
	wAlso        = word{"With it: %s", "一并发生——%s"}
	wDiffers     = word{"! %s", "! %s"}
	wFallback    = word{"The host network was taken, for the private one cannot be made here: %s.", "这里建不了私有网络，所以用了本机网络：%s。"}
	wNothingHeld = word{"nothing is held: start a program with tcplab exec -- CMD", "线路上没有包：用 tcplab exec -- 命令 启动一个程序"}
	wUnscripted  = word{"Not in the script. ", "脚本里没有这一步。"}
	wLeftScript  = word{"Rows of the script were passed over: what is said here may not fit.", "脚本中有几步被跳过：这里的说明可能不完全符合。"}
	wOffScript   = word{"Not as the script has it. ", "与脚本不同。"}
	wByItself    = word{"by itself: %s", "时间到了：%s"}
	wNothingElse = word{"Nothing else happened.", "此外什么也没有发生。"}
	wRecording   = word{"RECORDING %d of %d", "录像 %d/%d"}
	wStepNo      = word{"step %d", "第 %d 步"}
	wAuto        = word{"AUTO %s", "自动 %s"}
	wConnections = word{"connections", "连接"}
	wTooSmall    = word{"This window is %d×%d; the panel needs 50×15.", "窗口是 %d×%d，面板至少要 50×15。"}
	wHeldArrow   = word{"held", "扣留"}
	wUDPWhy      = word{
		"No machine is drawn: UDP has no connection, and so no states. A socket has an address and a queue of datagrams.",
		"这里不画状态机：UDP 没有连接，也就没有状态。套接字只有一个地址和一个数据报队列。"}
	wUDPUnconn = word{"takes from anyone", "谁发来都收"}
	wUDPConn   = word{"peer %s", "对端 %s"}
	wUDPQueue  = word{"Recv-Q %d (memory)", "Recv-Q %d（占用内存）"} // Linux counts what datagrams take up, not their data
	wNoSocket  = word{"no socket yet", "还没有套接字"}
)

// Networks, and what each means for the reader.
var networks = map[string]word{
	"private":  {"private network", "私有网络"},
	"host":     {"host network", "本机网络"},
	"netstack": {"netstack, a model", "netstack 模型"},
}

// Timers: what a socket's timer will do, and in how long.
var timers = map[string]word{
	"time-wait":  {"2MSL %s", "2MSL %s"},
	"retransmit": {"resend %s", "重传 %s"},
	"persist":    {"probe %s", "探测 %s"},
	"keepalive":  {"probe %s", "探测 %s"},
}

var (
	wOrphan  = word{"ends %s", "最多再等 %s"} // FIN_WAIT_2 without a program: tcp_fin_timeout runs
	wSeconds = word{"%d s", "%d 秒"}
	wMinutes = word{"%d min", "%d 分钟"}
)

// What the pages say.
var (
	wHelp       = word{"KEYS", "按键"}
	wHelpTail   = word{"Back is a look at the recording: nothing is undone and nothing runs again.", "“后退”只是看录像：什么都不撤销，什么都不重跑。"}
	wGoTo       = word{"GO TO", "跳转"}
	wMoves      = word{"EVERY POSSIBLE MOVE", "所有可能的走法"}
	wMovesTail  = word{"Any of them may be made at any time; the lesson goes on as best it can.", "任何时候都可以走其中任何一步；课程会尽量继续。"}
	wTerms      = word{"TERMS OF THIS STEP", "本步术语"}
	wNoTerms    = word{"This step brings no new term.", "这一步没有新术语。"}
	wFault      = word{"THE LAST ERROR, EXPLAINED", "最近的错误"}
	wMore       = word{"MORE", "更多"}
	wInFull     = word{"In full: what the programs got and printed", "完整内容：程序得到和打印的"}
	wChoose     = word{"WHICH CONNECTION", "选择连接"}
	wFollow     = word{"follow what happens", "跟随正在发生的"}
	wNotes      = word{"THE NOTES BESIDE THIS RUN", "笔记与这次运行"}
	wNotesSay   = word{"the notes say", "笔记说"}
	wThisRun    = word{"this run showed", "这次运行看到"}
	wLeftOut    = word{"also", "补充"}
	wQuestions  = word{"Two questions to take home", "留两个问题"}
	wAnswerAt   = word{"Enter: the step that answers it", "Enter：回答它的那一步"}
	wPageKeys   = word{"↑ ↓ move   Enter choose   Esc back", "↑ ↓ 移动   Enter 选择   Esc 返回"}
	wScrollKeys = word{"PgUp PgDn scroll   Esc back", "PgUp PgDn 翻页   Esc 返回"}
	wRowsBelow  = word{"+%d", "+%d"}
	wMoreBelow  = word{"%d more lines", "还有 %d 行"}
	wOneBelow   = word{"%d more line", "还有 %d 行"}
	wTableHead  = word{"HOST ROLE LOCAL REMOTE STATE RECV-Q SEND-Q TIMER OWNER", "主机 角色 本地 远端 状态 Recv-Q Send-Q 定时器 所属程序"}
	wMoreRows   = word{"and %d more: t", "另有 %d 个：t"}
	wNobody     = word{"kernel alone", "仅内核"}
	wTableTail  = word{
		"Recv-Q: bytes that arrived and nobody has read; of a listener, connections nobody has accepted. Send-Q: bytes not acknowledged yet; of a listener, how long its queue may grow.",
		"Recv-Q：已到达而没人读的字节；监听套接字：没被 accept 的连接数。Send-Q：还没被确认的字节；监听套接字：队列上限。"}
	wTableUDP = word{
		"Of a UDP socket, Recv-Q is the memory that waiting datagrams take up, which is more than their bytes.",
		"UDP 套接字的 Recv-Q 是等待中的数据报占用的内存，比它们的字节数大。"}
	wSourceTail = word{
		"All of it is what the kernel reported after this step. A socket that is CLOSED has no row.",
		"以上都是这一步之后内核报告的。CLOSED 的套接字没有行。"}
)

// What the panel answers to a key.
var (
	wBusy         = word{"one thing at a time: still waiting for “%s”; Esc cancels it", "一次一件事：还在等“%s”；Esc 取消"}
	wIsReplay     = word{"this is a recording: nothing can be changed in it", "这是录像：不能改动"}
	wIsLooking    = word{"you are looking back: End returns to now, where things can be moved", "你在回看：按 End 回到当前才能走"}
	wAtStart      = word{"this is the first step", "这已是第一步"}
	wAtEnd        = word{"this is the last step of the recording", "这已是录像的最后一步"}
	wIsNow        = word{"this is now", "这就是当前"}
	wNoHeld       = word{"no packet is held on the wire", "线路上没有被扣留的包"}
	wNoQuestion   = word{"no question is open here", "这里没有待答的问题"}
	wAnsweredOnce = word{"answered already", "已经回答过了"}
	wAnswered     = word{"answered already; 2 duplicates after the next step", "已经回答过了；走到下一步后按 2 才是复制"}
	wNoneAsked    = word{"questions are off: o turns them on", "提问已关闭：按 o 打开"}
	wOneConn      = word{"there is no second connection to look at", "没有第二条连接可看"}
	wNoMore       = word{"there is no more to say about this step", "这一步没有更多说明"}
	wNoFault      = word{"no call has failed so far", "到目前为止没有调用出错"}
	wNoClosing    = word{"this lesson has no closing page", "这一课没有对照页"}
	wNoOther      = word{"no other move is possible", "没有其他可走的"}
	wNoAuto       = word{"auto play is off: a turns it on", "自动播放已关：按 a 打开"}
	wOneLanguage  = word{"this lesson is written in one language only", "这一课只有一种语言"}
	wAsksRestart  = word{"Start the run again from the beginning?  y yes   any other key no", "从头重新运行？ y 是   其他键 否"}
	wAsksQuit     = word{"Leave, and end both programs?  y yes   any other key no", "离开并结束两个程序？ y 是   其他键 否"}
	wAsksQuitAll  = word{"Leave, and end all programs?  y yes   any other key no", "离开并结束所有程序？ y 是   其他键 否"}
	wAsksQuitLab  = word{"Leave? The network goes; programs you started go on without it.  y yes   any other key no", "离开吗？网络会消失，你启动的程序没有它也会继续运行。 y 是   其他键 否"}
	wNoLesson     = word{"this is an open lab: there is no lesson here", "这是空白实验：这里没有课程"}
	wAsksGoTo     = word{"Start again and really run up to “%s”?  y yes   any other key no", "重新开始并真的运行到“%s”？ y 是   其他键 否"}
	wNotRecorded  = word{"the recording has no such step", "录像里没有这一步"}
	wQuestionsOn  = word{"questions are on", "提问已打开"}
	wQuestionsOff = word{"questions are off", "提问已关闭"}
	wAutoEvery    = word{"a step every %s; a stops, + faster, - slower", "每 %s 一步；a 停止，+ 加快，- 放慢"}
	wAutoOff      = word{"auto play is off", "自动播放已关"}
	wCancelled    = word{"cancelled", "已取消"}
	wNoKey        = word{"%s does nothing here; ? lists the keys", "%s 在这里没有作用；? 列出按键"}
	wDamaged      = word{"this step cannot be shown: %s", "无法显示这一步：%s"}
	wRestarting   = word{"the lesson to start again", "课程重新开始"}
	wRunningTo    = word{"the run up to %s", "运行到 %s"}
	wElseRestart  = word{"; r starts again", "；按 r 重来"}
	wSomething    = word{"something to happen by itself", "有事发生"}
	wNextStop     = word{"the next stop", "下一站"}
	wRunOn        = word{"the run to the end of this part", "运行到这一段结束"}
)

// The menu.
var (
	wMenuTitle = word{"tcplab", "tcplab"}
	wMenuSub   = word{"a step-through laboratory for TCP and UDP", "TCP 与 UDP 的单步实验室"}
	wMenuKeys  = word{"↑ ↓ choose   Enter start   ? keys   q quit", "↑ ↓ 选择   Enter 开始   ? 按键   q 退出"}
	wMenuQuits = word{"q quits", "按 q 退出"}
	wMenuDone  = word{"done", "已学完"}
	wMenuLeft  = word{"begun", "学到一半"}
	wMenuEmpty = word{"There is no lesson here.", "这里还没有课程。"}
	wMenuAt    = word{"stopped at: %s", "上次停在：%s"}

	wMenuRemote = word{"%s   remote: PgDn PgUp . start", "%s   翻页笔：PgDn PgUp . 开始"}
	wMenuResume = word{"↑ ↓ choose  Enter go on  r start over  q quit", "↑ ↓ 选择  Enter 接着学  r 从头开始  q 退出"}
)
