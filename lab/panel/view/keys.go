package view

import (
	"slices"
	"strings"
	"unicode"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A Key is a row of the key table. The table decides when a key can act, and
// the footer, help and the list in README are made of it. lab/panel holds the
// act of each row. An open page has more keys of its own.
type Key struct {
	Names []string          // as people write them: "n", "Space", "PgDn", "→"
	Label map[string]string // by language, for the footer; nil if the footer never offers it
	Help  map[string]string // by language, one sentence

	Foot  int                       // its place in the footer, from 1; 90 or more at its end; 0 if it has none
	offer func(s *Scene) bool       // reports whether the footer offers it; nil if it always does so while the key can act
	first func(s *Scene) bool       // reports whether the footer begins with it; nil if it never does
	why   func(s *Scene) *tell.Word // the reason why it cannot act now, nil if it can; a nil function if it always can
	Basic bool                      // a lesson needs it: help begins with these
	Page  PageKind                  // the page that it opens and closes; NoPage if it does something else
	Stays bool                      // every page stays open when it acts

	called func(s *Scene) *tell.Word // its label now; Label counts if the function or its result is nil
}

// Keys is the key table, in the order in which help lists it.
func Keys() []Key {
	return []Key{
		{Names: names("n Space PgDn"), Basic: true, Label: both("next", "下一步"), Foot: 1,
			Help:  both("read on, with questions on see the answer, go to the next stop; at the end, twice: the menu", "接着读；提问打开时看答案；到下一站；讲完后按两次回菜单"),
			offer: func(s *Scene) bool { return s.NotesDue || !Ended(s) && CanForward(s) == nil },
			first: func(s *Scene) bool { return s.NotesDue },
			why:   canNext},
		{Names: names("s →"), Label: both("step", "单步"), Foot: 2,
			Help: both("one single move", "只走一步"),
			why:  CanForward},
		{Names: names("p ← PgUp"), Basic: true, Label: both("back", "后退"), Foot: 3,
			Help: both("look back in the recording; nothing is undone", "回看录像；什么都不撤销"),
			why:  func(s *Scene) *tell.Word { return unless(s.Turn > 0 || s.At > 0, &wAtStart) }},
		{Names: names("Home"),
			Help: both("look at the first step", "看第一步"),
			why:  notAtStart},
		{Names: names("End"), Label: both("now", "回到当前"), Foot: 1,
			Help: both("return to now, the newest step", "回到当前，即最新一步"),
			why:  notNewest},
		{Names: names("g"), Label: both("go to", "跳转"), Foot: 9,
			Help: both("list all beats: look at one, or really run up to it", "列出各步：回看，或真的运行到那里"),
			why:  inLesson, Page: JumpPage},
		{Names: names("]"), Label: both("run on", "连续运行"), Foot: 5,
			offer: func(s *Scene) bool {
				i := s.Header.Row(s.Step.NextBeat)
				return i >= 0 && s.Header.Beats[i].Loop != ""
			},
			Help: both("let a loop of the script (a file's content, say) run to its end in one step", "让脚本中的一个循环（比如传文件内容）一步跑完"),
			why: func(s *Scene) *tell.Word {
				if w := inLesson(s); w != nil {
					return w
				}
				return canMove(s)
			}},
		{Names: names("a"), Label: both("auto", "自动"), Foot: 16,
			Help: both("play by itself, or stop; in an open lab, let every packet through", "自动播放，或停止；在空白实验里放行所有包")},
		{Names: names("!"), Label: both("shell", "命令行"), Foot: 17,
			Help: both("a shell in the lab's network; exit comes back", "在实验网络里打开命令行；exit 返回"),
			why:  canMove, offer: func(s *Scene) bool { return s.Header.Open }},
		{Names: names("+ -"),
			Help: both("play faster, slower", "加快，放慢"),
			why:  func(s *Scene) *tell.Word { return unless(s.Playing, &wNoAuto) }},

		{Names: names("1 2 3 4 5 6 7 8 9"), Basic: true,
			Help: both("answer the open question", "回答当前的问题"),
			why:  func(s *Scene) *tell.Word { return s.QuestionOpen() }},
		{Names: names("↑ ↓ Tab"),
			Help: both("select a packet on the wire", "选择线路上的包"),
			why:  hasPackets},
		{Names: names("Enter"), Basic: true, Label: both("more", "更多"), Foot: 7,
			Help: both("read what the selected packet says; with none selected, read more about this step", "看选中的包说了什么；未选中时，看本步的更多说明"),
			why: func(s *Scene) *tell.Word {
				return unless(s.Selected() != nil || s.HasLead() || s.Question() != nil, &wNoMore)
			},
			called: func(s *Scene) *tell.Word { return unless(s.Selected() == nil, &wThisPacket) },
			offer:  func(s *Scene) bool { return s.Selected() != nil || s.HasMore() || s.Answered() }},
		{Names: names("d"), Label: both("deliver", "送达"), Foot: 10,
			Help: both("deliver the selected packet, else the marked one", "送达选中的或带标记的包"),
			why:  hasHeld},
		{Names: names("x"), Basic: true, Label: both("drop", "丢弃"), Foot: 6,
			Help: both("drop that packet", "丢弃该包"),
			why:  hasHeld},
		{Names: names("2"), Label: both("duplicate", "复制"), Foot: 12,
			Help: both("deliver that packet and hold a copy of it", "送达该包，并留一份副本待放行"),
			why: func(s *Scene) *tell.Word {
				if s.Answered() {
					return &tell.AnsweredAlready // a digit pressed twice was meant for the question, not for the wire
				}
				return hasHeld(s)
			}},
		{Names: names("w"), Label: both("other moves", "其他走法"), Foot: 9,
			Help:  both("list every move that is possible now", "列出现在所有可能的走法"),
			first: func(s *Scene) bool { return s.YourTurn() || s.Header.Free && s.Step.NextBeat == "" },
			why: func(s *Scene) *tell.Word {
				if w := canMove(s); w != nil {
					return w
				}
				return unless(len(s.Step.Moves) > 0, &wNoOther)
			}, Page: MovesPage},
		{Names: names("c"), Label: both("connection", "连接"), Foot: 8,
			Help: both("choose which connection's machines to look at", "选择看哪条连接的状态机"),
			why:  func(s *Scene) *tell.Word { return unless(len(s.Pairs()) > 1, &wOneConn) }, Page: choosePage},

		{Names: names(". b"), Basic: true, called: func(s *Scene) *tell.Word { return unless(!s.Hidden, &wShowText) }, Label: both("hide text", "隐藏文字"), Foot: 5,
			Help: both("hide or show the prose, the question and what comes next", "隐藏或显示说明、问题和下一步")},
		{Names: names("o"), Stays: true, Label: both("questions", "提问"), Foot: 15,
			Help: both("questions on or off", "打开或关闭提问"), why: inLesson},
		{Names: names("t"), Basic: true, Label: both("sockets", "套接字"), Foot: 7,
			Help: both("the socket table", "套接字表"), Page: SocketsPage},
		{Names: names("v"), Label: both("program", "程序"), Foot: 8,
			Help: both("the whole programs, with a mark where each goroutine stands", "完整程序，标出每个 goroutine 停在哪里"),
			why:  inLesson, Page: ProgramPage},
		{Names: names("l"), Label: both("ladder", "时序图"), Foot: 11,
			Help: both("calls and packets in order, as a ladder", "调用和包的时序图"), Page: LadderPage},
		{Names: names("f"), Label: both("figure", "状态图"), Foot: 8,
			Help:  both("Figure 5 of RFC 9293 with the arrows that this run has walked", "图 5（RFC 9293），标出这次运行走过的箭头"),
			offer: func(s *Scene) bool { return s.Header.Free },
			why:   func(s *Scene) *tell.Word { return unless(!s.DatagramsOnly(), &wNoStates) }, Page: FigurePage},
		{Names: names("k"), Label: both("terms", "术语"), Foot: 14,
			Help: both("the terms of this step, in both languages", "本步术语，两种语言"), Page: TermsPage},
		{Names: names("e"), Label: both("error", "错误"), Foot: 6,
			Help: both("explain the last error", "解释最近的错误"),
			why: func(s *Scene) *tell.Word {
				_, f := s.LastFault()
				if f == nil && s.Header.Open { // nobody tells what a stranger's calls return
					return &wNoResults
				}
				return unless(f != nil, &wNoFault)
			},
			offer: func(s *Scene) bool {
				_, f := s.LastFault()
				return f.Step == s.Step.Step
			}, Page: faultPage},
		{Names: names("="), Label: both("notes", "笔记"), Foot: 13,
			Help:  both("the teaching notes beside this run", "笔记与这次运行对照"),
			first: func(s *Scene) bool { return s.Noted || Ended(s) },
			why: func(s *Scene) *tell.Word {
				if s.Header.Open {
					return &wNoLesson
				}
				return unless(s.HasClosing(), &wNoClosing)
			}, Page: ClosingPage},
		{Names: names("L"), Stays: true, Help: both("English or Chinese", "英文或中文"),
			why: func(s *Scene) *tell.Word { return unless(len(s.Header.Prose) > 1, &wOneLanguage) }},
		{Names: names("r"), Label: both("restart", "重来"), Foot: 2,
			offer: func(s *Scene) bool { return s.Live && Ended(s) }, first: Ended,
			Help: both("start again; asks first while a run is live", "重新开始；运行中会先问")},
		{Names: names("u"), Basic: true, Label: both("undo", "撤销"), Foot: 3,
			offer: func(s *Scene) bool {
				return s.Step.Done == trace.DoneStuck || s.Step.Move.Made() && s.Step.Move.Kind != trace.MoveRun && !tell.AsScripted(&s.Step)
			},
			Help: both("undo the last move: start again and really run up to before it", "撤销最后一步：重新开始，真的运行到它之前"),
			why:  canUndo},
		{Names: names("Esc"), Help: both("close a page; cancel what is waited for", "关闭页面；取消等待")},
		{Names: names("?"), Label: both("help", "帮助"), Foot: 90,
			Help: both("this list", "本列表"), Page: HelpPage},
		{Names: names("q"), Basic: true, called: func(s *Scene) *tell.Word { return unless(s.FromMenu, &wQuit) }, Label: both("menu", "菜单"), Foot: 91,
			Help: both("leave, to the menu or the shell; asks first while a run is live", "离开，回到菜单或命令行；运行中会先问")},
		{Names: names("Ctrl-C"), Help: both("leave tcplab at once", "立即退出 tcplab")},
	}
}

func names(s string) []string { return strings.Fields(s) }

func both(en, zh string) map[string]string { return map[string]string{"en": en, "zh": zh} }

// shown writes the row's keys as help lists them.
func (k Key) shown() string {
	if len(k.Names) == 9 {
		return "1-9"
	}
	return strings.Join(k.Names, " ")
}

// unless returns nil if ok, else the reason w.
func unless(ok bool, w *tell.Word) *tell.Word {
	if ok {
		return nil
	}
	return w
}

// CanForward returns the reason why the run cannot go forward, neither in the
// recording nor by a move; nil if it can.
func CanForward(s *Scene) *tell.Word {
	switch {
	case !s.Newest():
		return nil
	case !s.Live:
		return &wAtEnd
	case s.YourTurn():
		return &tell.YourTurn
	case s.Step.Done == trace.DoneTold:
		return &tell.Told
	case s.Step.Done == trace.DoneStuck:
		return s.Stuck()
	}
	return nil
}

// Ended reports whether the run is at its end: no more beats follow by
// themselves.
func Ended(s *Scene) bool { return s.Newest() && s.Step.Done != "" }

// canNext returns the reason why the key n does nothing; nil if it acts. At the
// end of a live lesson it leads back to the menu.
func canNext(s *Scene) *tell.Word {
	if s.NotesDue || s.YourTurn() || s.Live && s.Newest() && s.Step.Done == trace.DoneTold {
		return nil
	}
	if s.Unread || s.Asking && (s.Hidden || s.Question() != nil && s.Answer == 0) {
		return nil // first n shows the rest of the text and the answer, even if nothing follows
	}
	return CanForward(s)
}

// inLesson returns the reason why a key of lessons cannot act; nil in a lesson.
func inLesson(s *Scene) *tell.Word { return unless(!s.Header.Open, &wNoLesson) }

// canMove returns the reason why the student cannot choose a move; nil if they
// can.
func canMove(s *Scene) *tell.Word {
	switch {
	case !s.Live:
		return &IsReplay
	case !s.Newest():
		return &wIsLooking
	}
	return nil
}

// canUndo returns the reason why no move can be undone; nil if one can.
func canUndo(s *Scene) *tell.Word {
	switch w := canMove(s); {
	case w != nil:
		return w
	case s.Header.Open:
		return &wNoUndoLab
	}
	return unless(s.At > 0, &NoUndo)
}

// hasHeld returns the reason why no held packet can be chosen; nil if one can.
func hasHeld(s *Scene) *tell.Word {
	if w := canMove(s); w != nil {
		return w
	}
	if p := s.Selected(); p != nil && p.Fate != "" {
		return &wNotHeld
	}
	return unless(len(s.Step.Held) > 0, &wNoHeld)
}

// hasPackets returns the reason why no packet can be selected; nil if one can.
func hasPackets(s *Scene) *tell.Word {
	return unless(len(s.Step.Held)+len(s.Step.Wire) > 0, &wNoPackets)
}

// notAtStart returns a reason at the first step; nil at all others.
func notAtStart(s *Scene) *tell.Word { return unless(s.At > 0, &wAtStart) }

// notNewest returns a reason at the newest step; nil at all others.
func notNewest(s *Scene) *tell.Word { return unless(!s.Newest(), &wIsNow) }

// RowOf finds the row that a key belongs to now: the first row of that name
// that can act, with a nil reason. If none can act, it returns the last row of
// that name and why it cannot. If there is no such row, both are nil. A capital
// letter without a row of its own counts as a small one, in case Caps Lock is
// on.
func RowOf(s *Scene, name string) (row *Key, why *tell.Word) {
	for _, n := range []string{name, strings.ToLower(name)} {
		for i := range s.Keys {
			k := &s.Keys[i]
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
