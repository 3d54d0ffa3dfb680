package panel

import (
	"slices"
	"strings"
	"unicode"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A Key is a row of the key table. The table decides when a key can act, what
// the footer offers, what help says, and what README lists; lab/panel has what
// each row does. An open page has keys of its own besides.
type Key struct {
	Names []string          // as people write them: "n", "Space", "PgDn", "→"
	Label map[string]string // by language, for the footer; nil: never there
	Help  map[string]string // by language, one sentence

	foot  int                       // its place in the footer, from 1; those at the end have 90 and more
	offer func(s *scene) bool       // nil: the footer offers it whenever it can act
	first func(s *scene) bool       // nil: never; the footer leads with it
	why   func(s *scene) *tell.Word // why it cannot act now; nil: it can
	page  pageKind                  // the page that it opens, and closes again; noPage if it does something else
	stays bool                      // it leaves every page open

	called func(s *scene) *tell.Word // its label now; nil, or a nil word: Label
}

// Keys is the key table, in the order in which help lists it.
func Keys() []Key {
	return []Key{
		{Names: names("n Space PgDn"), Label: both("next", "下一步"), foot: 1,
			Help:  both("to the next stop, with questions on first the answer; at the end, twice: the menu", "到下一站，提问打开时先看答案；讲完后按两次回菜单"),
			offer: func(s *scene) bool { return s.notesDue || !ended(s) && canForward(s) == nil },
			first: func(s *scene) bool { return s.notesDue },
			why:   canNext},
		{Names: names("s →"), Label: both("step", "单步"), foot: 2,
			Help: both("one single move", "只走一步"),
			why:  canForward},
		{Names: names("p ← PgUp"), Label: both("back", "后退"), foot: 3,
			Help: both("look back in the recording; nothing is undone", "回看录像；什么都不撤销"),
			why:  notAtStart},
		{Names: names("Home"),
			Help: both("look at the first step", "看第一步"),
			why:  notAtStart},
		{Names: names("End"), Label: both("now", "回到当前"), foot: 1,
			Help: both("return to now, the newest step", "回到当前，即最新一步"),
			why:  notNewest},
		{Names: names("g"), Label: both("go to", "跳转"), foot: 4,
			Help: both("list all beats: look at one, or really run up to it", "列出各步：回看，或真的运行到那里"),
			why:  inLesson, page: jumpPage},
		{Names: names("]"), Label: both("run on", "连续运行"), foot: 5,
			offer: func(s *scene) bool {
				i := s.header.Row(s.step.NextBeat)
				return i >= 0 && s.header.Beats[i].Loop != ""
			},
			Help: both("let a loop of the script (a file's content, say) run to its end in one step", "让脚本中的一个循环（比如传文件内容）一步跑完"),
			why: func(s *scene) *tell.Word {
				if w := inLesson(s); w != nil {
					return w
				}
				return canMove(s)
			}},
		{Names: names("a"), Label: both("auto", "自动"), foot: 16,
			Help: both("play by itself, or stop; in an open lab, let every packet through", "自动播放，或停止；在空白实验里放行所有包")},
		{Names: names("!"), Label: both("shell", "命令行"), foot: 17,
			Help: both("a shell in the lab's network; exit comes back", "在实验网络里打开命令行；exit 返回"),
			why:  canMove, offer: func(s *scene) bool { return s.header.Open }},
		{Names: names("+ -"),
			Help: both("play faster, slower", "加快，放慢"),
			why:  func(s *scene) *tell.Word { return unless(s.playing, &wNoAuto) }},

		{Names: names("1 2 3 4 5 6 7 8 9"),
			Help: both("answer the open question", "回答当前的问题"),
			why:  func(s *scene) *tell.Word { return s.questionOpen() }},
		{Names: names("↑ ↓ Tab"),
			Help: both("select a held packet", "选择被扣留的包"),
			why:  hasHeld},
		{Names: names("Enter"), Label: both("more", "更多"), foot: 7,
			Help: both("deliver the selected packet; with none selected, read more about this step", "送达选中的包；未选中时，看本步的更多说明"),
			why: func(s *scene) *tell.Word {
				if s.picked != 0 {
					return hasHeld(s)
				}
				return unless(s.hasLead(), &wNoMore)
			},
			offer: func(s *scene) bool { return s.picked == 0 && s.hasMore() }},
		{Names: names("d"), Label: both("deliver", "送达"), foot: 10,
			Help: both("deliver the selected packet, else the marked one", "送达选中的或带标记的包"),
			why:  hasHeld},
		{Names: names("x"), Label: both("drop", "丢弃"), foot: 6,
			Help: both("drop that packet", "丢弃该包"),
			why:  hasHeld},
		{Names: names("2"), Label: both("duplicate", "复制"), foot: 12,
			Help: both("deliver that packet and hold a copy of it", "送达该包，并扣留一份副本"),
			why: func(s *scene) *tell.Word {
				if s.answered() {
					return &wAnswered // a digit pressed once more was hardly meant for the wire
				}
				return hasHeld(s)
			}},
		{Names: names("w"), Label: both("other moves", "其他走法"), foot: 9,
			Help: both("list every move that is possible now", "列出现在所有可能的走法"),
			why: func(s *scene) *tell.Word {
				if w := canMove(s); w != nil {
					return w
				}
				return unless(len(s.step.Moves) > 0, &wNoOther)
			}, page: movesPage},
		{Names: names("c"), Label: both("connection", "连接"), foot: 8,
			Help: both("choose which connection's machines to look at", "选择看哪条连接的状态机"),
			why:  func(s *scene) *tell.Word { return unless(len(s.pairs()) > 1, &wOneConn) }, page: choosePage},

		{Names: names(". b"), called: func(s *scene) *tell.Word { return unless(!s.hidden, &wShowText) }, Label: both("hide text", "隐藏文字"), foot: 5,
			Help: both("hide or show the prose, the question and what comes next", "隐藏或显示说明、问题和下一步")},
		{Names: names("o"), stays: true, Label: both("questions", "提问"), foot: 15,
			Help: both("questions on or off", "打开或关闭提问"), why: inLesson},
		{Names: names("t"), Label: both("sockets", "套接字"), foot: 7,
			Help: both("the socket table", "套接字表"), page: socketsPage},
		{Names: names("l"), Label: both("ladder", "时序图"), foot: 11,
			Help: both("calls and packets in order, as a ladder", "调用和包的时序图"), page: ladderPage},
		{Names: names("k"), Label: both("terms", "术语"), foot: 14,
			Help: both("the terms of this step, in both languages", "本步术语，两种语言"), page: termsPage},
		{Names: names("e"), Label: both("error", "错误"), foot: 6,
			Help: both("explain the last error", "解释最近的错误"),
			why: func(s *scene) *tell.Word {
				_, f := s.lastFault()
				return unless(f != nil, &wNoFault)
			},
			offer: func(s *scene) bool {
				_, f := s.lastFault()
				return f.Step == s.step.Step
			}, page: faultPage},
		{Names: names("="), Label: both("notes", "笔记"), foot: 13,
			Help:  both("the teaching notes beside this run", "笔记与这次运行对照"),
			first: func(s *scene) bool { return s.noted || ended(s) },
			why: func(s *scene) *tell.Word {
				if s.header.Open {
					return &wNoLesson
				}
				return unless(s.hasClosing(), &wNoClosing)
			}, page: closingPage},
		{Names: names("L"), stays: true, Help: both("English or Chinese", "英文或中文"),
			why: func(s *scene) *tell.Word { return unless(len(s.header.Prose) > 1, &wOneLanguage) }},
		{Names: names("r"), Label: both("restart", "重来"), foot: 2,
			offer: func(s *scene) bool { return s.live && ended(s) }, first: ended,
			Help: both("start again; asks first while a run is live", "重新开始；运行中会先问")},
		{Names: names("Esc"), Help: both("close a page; cancel what is waited for", "关闭页面；取消等待")},
		{Names: names("?"), Label: both("help", "帮助"), foot: 90,
			Help: both("this list", "本列表"), page: helpPage},
		{Names: names("q"), called: func(s *scene) *tell.Word { return unless(s.fromMenu, &wQuit) }, Label: both("menu", "菜单"), foot: 91,
			Help: both("leave, to the menu or the shell; asks first while a run is live", "离开，回到菜单或命令行；运行中会先问")},
		{Names: names("Ctrl-C"), Help: both("leave tcplab at once", "立即退出 tcplab")},
	}
}

func names(s string) []string { return strings.Fields(s) }

func both(en, zh string) map[string]string { return map[string]string{"en": en, "zh": zh} }

// shown is how help writes the row's keys.
func (k Key) shown() string {
	if len(k.Names) == 9 {
		return "1-9"
	}
	return strings.Join(k.Names, " ")
}

func unless(ok bool, w *tell.Word) *tell.Word {
	if ok {
		return nil
	}
	return w
}

// canForward says whether there is anything ahead, recorded or possible.
func canForward(s *scene) *tell.Word {
	switch {
	case !s.newest():
		return nil
	case !s.live:
		return &wAtEnd
	case s.step.Done == trace.DoneTold:
		return &wTold
	case s.step.Done == trace.DoneStuck:
		return &wStuck
	}
	return nil
}

// ended says whether the run shown has nothing more to tell by itself.
func ended(s *scene) bool { return s.newest() && s.step.Done != "" }

// canNext says whether the key n does anything: at the end of a live lesson
// it leads back to the menu.
func canNext(s *scene) *tell.Word {
	if s.notesDue || s.live && s.newest() && s.step.Done == trace.DoneTold {
		return nil
	}
	if s.asking && (s.hidden || s.question() != nil && s.answer == 0) {
		return nil // what is hidden and the answer come first, also where nothing follows
	}
	return canForward(s)
}

// inLesson says whether there is a lesson to do something with.
func inLesson(s *scene) *tell.Word { return unless(!s.header.Open, &wNoLesson) }

// canMove says whether the student may make a move of their own.
func canMove(s *scene) *tell.Word {
	switch {
	case !s.live:
		return &wIsReplay
	case !s.newest():
		return &wIsLooking
	}
	return nil
}

func hasHeld(s *scene) *tell.Word {
	if w := canMove(s); w != nil {
		return w
	}
	return unless(len(s.step.Held) > 0, &wNoHeld)
}

func notAtStart(s *scene) *tell.Word { return unless(s.at > 0, &wAtStart) }

func notNewest(s *scene) *tell.Word { return unless(!s.newest(), &wIsNow) }

// rowOf finds the row that a key belongs to now: the first of that name that
// can act; if none can, the last one with its reason. A capital letter that
// has no row of its own counts as its small one, for Caps Lock.
func rowOf(s *scene, name string) (row *Key, why *tell.Word) {
	for _, n := range []string{name, strings.ToLower(name)} {
		for i := range s.keys {
			k := &s.keys[i]
			if !slices.Contains(k.Names, n) {
				continue
			}
			row, why = k, nil
			if k.why != nil {
				why = k.why(s)
			}
			if why == nil {
				return row, nil
			}
		}
		if row != nil || len(name) != 1 || !unicode.IsUpper(rune(name[0])) {
			return row, why
		}
	}
	return nil, nil
}
