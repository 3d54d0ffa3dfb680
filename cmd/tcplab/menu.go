package main

import (
	"github.com/spf13/pflag"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/panel"
	"tcplab/lab/words"
	"tcplab/lessons"
	openlab "tcplab/lessons/lab"
)

// menuFlags are the flags of tcplab without a command.
type menuFlags struct {
	net, lang string
	port      int
	ascii     bool
}

func (m *menuFlags) add(e *env, flags *pflag.FlagSet) {
	flags.StringVar(&m.net, "net", bench.Auto, e.say("auto, private, host or netstack: where the sockets live (auto)", "auto、private、host 或 netstack：套接字在哪个网络上（默认 auto）"))
	flags.IntVar(&m.port, "port", lab.DefaultPort, e.say("the port that the servers listen on (8001)", "服务器监听的端口（默认 8001）"))
	e.addLang(flags, &m.lang)
	flags.BoolVar(&m.ascii, "ascii", false, e.say("draw without line characters", "不用线条字符画"))
}

// runMenu shows the menu and the lessons that the student chooses, until the
// student leaves the menu.
func runMenu(e *env, m menuFlags) error {
	f := runFlags{menu: true, net: m.net, port: m.port, lang: m.lang, ascii: m.ascii}
	if err := f.check(); err != nil {
		return err
	}
	lang, err := language(m.lang)
	if err != nil {
		return err
	}
	if !e.terminal() {
		return usageError{words.Errorf("the menu needs a terminal: name a lesson, as in tcplab run connection, or see tcplab list",
			"菜单需要终端：请写出课名，如 tcplab run connection；有哪些课见 tcplab list")}
	}
	if err := e.drawable(lang); err != nil {
		return err
	}
	if done, err := e.enterNetwork(f.net); done || err != nil {
		return err
	}
	notice, from := "", ""
	for {
		done := loadProgress()
		items, err := menuItems(done)
		if err != nil {
			return err
		}
		choice, err := panel.Menu(e.ctx, items, panel.Options{Lang: lang, ASCII: f.ascii, NoChinese: noChinese(), Notice: notice, From: from, Leaving: e.ending.soon})
		if choice.Name != "" {
			e.goOn()
		}
		if err != nil || choice.Name == "" {
			return e.interrupted(err)
		}
		lang = choice.Lang
		if choice.Name == openlab.Lesson.Name {
			result, err := showLab(e, bench.Options{Lang: lang, Terms: lessons.Terms(), User: e.user}, f)
			notice, from = "", choice.Name
			switch {
			case e.ctx.Err() != nil:
				return err
			case err != nil:
				notice = err.Error()
			case !result.Menu:
				return nil
			default:
				lang = result.Lang
			}
			continue
		}
		lesson, number, err := findLesson(choice.Name)
		if err != nil {
			return err
		}
		f.at = ""
		if !choice.Over {
			f.at = stoppedAt(done, lesson)
		}
		result, err := showLesson(e, lesson, bench.Options{Network: f.net, Port: f.port, Lang: lang, Number: number, Terms: lessons.Terms(), User: e.user}, f)
		notice, from = "", lesson.Name
		if e.ctx.Err() != nil {
			return err
		}
		if err != nil {
			notice = words.In(sentence(err), lang) // a lesson that cannot start is no reason to leave the menu
			continue
		}
		if !result.Menu {
			return nil
		}
		lang, f.unasked = result.Lang, !result.Questions
	}
}
