package main

import (
	"slices"
	"strings"

	"tcplab/lab"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
	"tcplab/lessons"
)

// The sentences about what a student may do after a lesson.
var (
	wNextLesson = tell.Word{"The next lesson is `%s`: %s.", "下一课是 `%s`《%s》。"}
	wOwnKernel  = tell.Word{"It looks at this computer's own kernel, not at the model: leave `--net` away.", "它看的是这台电脑自己的内核，不是模型：不要加 `--net`。"}
	wLastLesson = tell.Word{"This was the last lesson of the course.", "这是全部课程的最后一课。"}
	wOwnFile    = tell.Word{"`tcplab run %s --file PATH` sends a file of your own.", "`tcplab run %s --file 路径` 传你自己的文件。"}
	wOwnCode    = tell.Word{"`tcplab code %s` writes these programs as Go modules: change them, and run them.", "`tcplab code %s` 把这些程序写成 Go 模块：改一改，跑一跑。"}
	wOwnLab     = tell.Word{"`tcplab lab` holds the packets of your own programs, whatever their language.", "`tcplab lab` 逐个拦住你自己程序的包，什么语言写的都行。"}
)

// after tells by language what a student may do after a lesson that ran on a
// network.
func after(l *lab.Lesson, network string) map[string][]string {
	at := slices.Index(lessons.All, l)
	if at < 0 { // it is not of the course
		return nil
	}
	out := map[string][]string{}
	for _, lang := range trace.Languages {
		var said []string
		if at+1 < len(lessons.All) {
			next := lessons.All[at+1]
			title := next.Name
			if text, err := next.Prose(lang); err == nil {
				title = strings.TrimRight(text.Title, ".。")
			}
			said = append(said, wNextLesson.F(lang, next.Name, title))
			if network == trace.NetstackNetwork && next.Settings.Network == trace.HostNetwork { // the model refuses it
				said = append(said, wOwnKernel.In(lang))
			}
		} else {
			said = append(said, wLastLesson.In(lang))
		}
		if l.SendsFile() {
			said = append(said, wOwnFile.F(lang, l.Name))
		}
		out[lang] = append(said, wOwnCode.F(lang, l.Name), wOwnLab.In(lang))
	}
	return out
}
