package author

import (
	"regexp"

	"tcplab/lab"
	"tcplab/lab/pattern"
	"tcplab/lab/words"
)

// foreignWords are Chinese words that are not the ones of this course, each with
// the one that is.
var foreignWords = map[string]func() *regexp.Regexp{
	"发起连接":  pattern.New(`拨号|拨的号|拨打`),
	"重传":    pattern.New(`重发`),
	"退出码":   pattern.New(`退出状态|退出值|状态码`),
	"待放行":   pattern.New(`扣留|扣押`),
	"对端、对方": pattern.New(`对等端|伙伴`),
	"不在表里":  pattern.New(`没有行存在|表中无`),
	"报文段":   pattern.New(`(SYN|ACK|FIN|RST|DATA \d+) ?包|第[一二三四]个包到了：Accept`),
}

// packetsInTCP matches the word for packets where a lesson speaks of nothing but
// TCP: there it is a segment. ofALink matches the other uses of the word: a link
// carries packets, everybody calls a loss 丢包, and the notes have the word in their
// own sentences.
var packetsInTCP, ofALink = pattern.New(`包`), pattern.New(`粘包|丢包|“包”|数据包|包括|包含|拆包|半包|能传的包|一个包能装`)

// ForeignWords returns the Chinese words in a text that are not those of this
// course, by the word that is.
func ForeignWords(text string) map[string]string {
	found := map[string]string{}
	for want, bad := range foreignWords {
		if at := bad().FindString(text); at != "" {
			found[want] = at
		}
	}
	return found
}

// chineseWords finds words of the course that are others in this lesson.
func chineseWords(c *Case, r *report) {
	zh := c.Texts["zh"]
	if zh == nil {
		return
	}
	all := everything(zh)
	for _, where := range sorted(all) {
		foreign := ForeignWords(all[where])
		for _, want := range sorted(foreign) {
			r.say(c.holds("zh", where, foreign[want]), words.Say("%s: it says %s, and the word of this course is %s", "%s：这里写的是 %s，本课程用的词是 %s", where, foreign[want], want))
		}
		if c.Lesson.Part != lab.UDP && packetsInTCP().MatchString(ofALink().ReplaceAllString(all[where], "")) && c.Lesson.Name != "lab" {
			r.say(c.holds("zh", where, all[where]), words.Say("%s: TCP sends segments: write 报文段: %s", "%s：TCP 发的是报文段，请写“报文段”：%s", where, oneLine(all[where])))
		}
	}
}
