package panel

import "tcplab/lab/tell"

// The panel's answers to keys, and the names of moves that it waits for.
var (
	wToldAgain    = tell.Word{"told; PgDn again: the menu", "讲完了；再按 PgDn 回菜单"}
	wToldLeave    = tell.Word{"told; PgDn again leaves", "讲完了；再按 PgDn 退出"}
	wBusy         = tell.Word{"one thing at a time: still waiting for “%s”; Esc cancels it", "一次一件事：还在等“%s”；Esc 取消"}
	wAsksRestart  = tell.Word{"Start the run again from the beginning?  y yes   any other key no", "从头重新运行？ y 是   其他键 否"}
	wAsksQuit     = tell.Word{"Leave, and end both programs?  y yes   any other key no", "离开并结束两个程序？ y 是   其他键 否"}
	wAsksQuitAll  = tell.Word{"Leave, and end all programs?  y yes   any other key no", "离开并结束所有程序？ y 是   其他键 否"}
	wAsksQuitLab  = tell.Word{"Leave? The network goes; programs you started go on without it.  y yes   any other key no", "离开吗？网络会消失，你启动的程序没有它也会继续运行。 y 是   其他键 否"}
	wAsksGoTo     = tell.Word{"Start again and really run up to “%s”?  y yes   any other key no", "重新开始并真的运行到“%s”？ y 是   其他键 否"}
	wNotRecorded  = tell.Word{"the recording has no such step", "录像里没有这一步"}
	wQuestionsOn  = tell.Word{"questions are on", "提问已打开"}
	wQuestionsOff = tell.Word{"questions are off", "提问已关闭"}
	wAutoEvery    = tell.Word{"a step every %s; a stops, + faster, - slower", "每 %s 一步；a 停止，+ 加快，- 放慢"}
	wAutoOff      = tell.Word{"auto play is off", "自动播放已关"}
	wCancelled    = tell.Word{"cancelled", "已取消"}
	wNoKey        = tell.Word{"%s does nothing here; ? lists the keys", "%s 在这里没有作用；? 列出按键"}
	wDamaged      = tell.Word{"this step cannot be shown: %s", "无法显示这一步：%s"}
	wRestarting   = tell.Word{"the lesson to start again", "课程重新开始"}
	wUndoing      = tell.Word{"the run up to before “%s”", "运行到“%s”之前"}
	wUndone       = tell.Word{"undone: %s; the run has started again and really come up to before it", "已撤销：%s；重新开始，真的运行到了它之前"}
	wRunningTo    = tell.Word{"the run up to %s", "运行到 %s"}
	wCrossed      = tell.Word{"; %s have crossed", "；已传 %s"}
	wNextStop     = tell.Word{"the next stop", "下一站"}
	wRunOn        = tell.Word{"the run to the end of this part", "运行到这一段结束"}
	wNoPaste      = tell.Word{"nothing is taken from a paste here; ? lists the keys", "这里不接受粘贴；? 列出按键"}
	wMenuQuits    = tell.Word{"q quits", "按 q 退出"}
	wAnsweredOnce = tell.Word{"answered already", "已经回答过了"}
)
