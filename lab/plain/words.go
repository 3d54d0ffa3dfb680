package plain

import "tcplab/lab/tell"

// The words of a Reading.
var (
	wReadingKeys = tell.Word{
		"Keys: Enter goes on, a digit and Enter answers a question, m and Enter says more, q and Enter leaves.",
		"按键：回车继续，数字加回车回答问题，m 加回车看更多，q 加回车退出。"}

	wChapter = tell.Word{"Part: %s.", "部分：%s。"}
	wStopped = tell.Word{"Step %[1]d: %[2]s", "第 %[1]d 步：%[2]s"}
	wMove    = tell.Word{"Move: %s", "这一步：%s"}
	wFinding = tell.Word{"Not as expected: %s", "与预期不同：%s"}

	wStates   = tell.Word{"States: %s.", "状态：%s。"}
	wStands   = tell.Word{"Program %s: %s.", "程序 %s：%s。"}
	wStandsAt = tell.Word{"%[1]s, line %[2]d: %[3]s", "%[1]s，第 %[2]d 行：%[3]s"}

	wOnWire     = tell.Word{"Held on the wire: %s from %s to %s", "线路上等着放行：%s，从 %s 到 %s"}
	wMoreOnWire = tell.Word{"%s held on the wire.", "%s在线路上等着放行。"}
	wSeq        = tell.Word{", seq %d", "，seq %d"}
	wAck        = tell.Word{", ack %d", "，ack %d"}
	wWireCut    = tell.Word{"The wire is %s.", "线路%s。"}
	wWireWhole  = tell.Word{"The wire is whole again.", "线路又通了。"}
	wWireEmpty  = tell.Word{"Nothing is held on the wire.", "线路上没有等着放行的包。"}

	wQuestion   = tell.Word{"Question: %s", "问题：%s"}
	wIsRight    = tell.Word{"Right: %[1]d, %[2]s %[3]s", "对：%[1]d，%[2]s%[3]s"}
	wIsWrong    = tell.Word{"%[4]d is wrong. The right answer is %[1]d: %[2]s %[3]s", "%[4]d 不对。正确的是 %[1]d：%[2]s%[3]s"}
	wRightIs    = tell.Word{"The right answer is %[1]d: %[2]s %[3]s", "正确的是 %[1]d：%[2]s%[3]s"}
	wNot        = tell.Word{"Not %[1]d: %[2]s %[3]s", "%[1]d 不对：%[2]s%[3]s"}
	wAnswerWith = tell.Word{"answer with 1 to %d, Enter shows the answer", "用 1 到 %d 回答，回车看答案"}
	wNoneOpen   = tell.Word{"No question is open here. Enter goes on.", "这里没有待答的问题。回车继续。"}
	wNoMore     = tell.Word{"There is no more to say about this.", "这里没有更多说明。"}
	wNoOption   = tell.Word{"The answers are 1 to %d.", "可选的答案是 1 到 %d。"}

	wNext          = tell.Word{"next: %s. Enter", "下一步：%s。回车"}
	wNotesNext     = tell.Word{"the story is told; next: the notes beside this run. Enter", "讲完了；接下来：笔记与这次运行的对照。回车"}
	wSaidNext      = tell.Word{"the story is told; next: what is often said, beside this run. Enter", "讲完了；接下来：常见说法与这次运行的对照。回车"}
	wQuestionNext  = tell.Word{"next: a question to end with. Enter", "接下来：课后问题。回车"}
	wEnterLeaves   = tell.Word{"that was all. Enter leaves", "全部结束。回车退出"}
	wStuckHere     = tell.Word{"nothing more can come. Enter leaves", "不会再有什么了。回车退出"}
	wNothingNext   = tell.Word{"the script has nothing more that is possible. Enter leaves", "脚本中没有可走的了。回车退出"}
	wRecordingEnds = tell.Word{"here the recording ends. Enter leaves", "录像到此为止。回车退出"}

	wNotesSay  = tell.Word{"The notes say: %s", "笔记说：%s"}
	wOftenSaid = tell.Word{"Often said: %s", "常见说法：%s"}
	wRunShowed = tell.Word{"This run: %s", "这次运行：%s"}
	wCounted   = tell.Word{"Questions: %[1]d; %[2]d right, %[3]d wrong, %[4]d shown.", "问题 %[1]d 个：答对 %[2]d，答错 %[3]d，看了答案 %[4]d。"}

	wLabStarts = tell.Word{"the network is made", "网络已建好"}
	wEmptyLab  = tell.Word{"The network is empty: start programs in it with tcplab exec -- CMD in other terminals. Ctrl-C ends it.", "网络是空的：请在别的终端用 tcplab exec -- 命令 在里面启动程序。按 Ctrl-C 结束。"}

	wPacketSent = tell.Word{"Packet sent: %s, from %s to %s.", "发出的包：%s，从%s到%s。"}
	wField      = tell.Word{"%s: %s.", "%s：%s。"}

	wColon = tell.Word{": ", "："}
	wComma = tell.Word{", ", "，"}
	wStop  = tell.Word{".", "。"}
)
