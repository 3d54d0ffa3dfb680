# A program that does what its arguments say, one after the other:
#
#   listen PORT QUEUE   accept   connect PORT   bind PORT   hear PORT (UDP)
#   send N              recv N   end (of its sending side)   mute (both sides)   close   unspec
#   fill N              (a send that waits for room)
#   fork                (a child that sleeps, with copies of all sockets)
#   opt NAME VALUE      (SO_RCVBUF, TCP_NODELAY, …, of what it opens next)
#   at ADDRESS          (with the ports that follow)
#   dial PORT           (a connect that does not wait)
#   within SECONDS      (how long a connect may take)
#   sysctl NAME VALUE   udp N PORT   line (of its input)   stay
import ctypes, os, socket, sys, time

s = c = None
opts, within, address = [], None, "127.0.0.1"


def new(kind=socket.SOCK_STREAM):
    s = socket.socket(socket.AF_INET, kind)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for name, value in opts:
        level = socket.SOL_SOCKET if name.startswith("SO_") else socket.IPPROTO_TCP
        s.setsockopt(level, getattr(socket, name), value)
    return s


todo = iter(sys.argv[1:])
for do in todo:
    if do == "listen":
        port, queue = int(next(todo)), int(next(todo))
        s = new()
        s.bind((address, port))
        s.listen(queue)
    elif do == "accept":
        c, _ = s.accept()
    elif do == "bind":
        c = new()
        c.bind((address, int(next(todo))))
    elif do == "connect":
        c = c or new()
        c.settimeout(within)
        try:
            c.connect((address, int(next(todo))))
        except OSError as e:
            print(e, flush=True)
            c.close()
        else:
            c.settimeout(None)
    elif do == "dial":
        c = new()
        c.setblocking(False)
        c.connect_ex((address, int(next(todo))))
    elif do == "send":
        c.setblocking(False)
        try:
            print("sent", c.send(b"x" * int(next(todo))), flush=True)
        except OSError as e:
            print(e, flush=True)
        c.setblocking(True)
    elif do == "recv":
        print("got", len(c.recv(int(next(todo)))), flush=True)
    elif do == "fill":
        c.sendall(b"x" * int(next(todo)))
    elif do == "hear":
        c = new(socket.SOCK_DGRAM)
        c.bind((address, int(next(todo))))
    elif do == "fork":
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG: it ends with its parent
            time.sleep(600)
    elif do == "at":
        address = next(todo)
    elif do == "end":
        c.shutdown(socket.SHUT_WR)
    elif do == "mute":
        c.shutdown(socket.SHUT_RDWR)
    elif do == "unspec":
        ctypes.CDLL(None).connect(c.fileno(), b"\0" * 16, 16)
    elif do == "close":
        c.close()
    elif do == "opt":
        opts.append((next(todo), int(next(todo))))
    elif do == "within":
        within = float(next(todo))
    elif do == "sysctl":
        name, value = next(todo), next(todo)
        open("/proc/sys/net/ipv4/" + name, "w").write(value)
    elif do == "udp":
        c = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        c.sendto(b"x" * int(next(todo)), (address, int(next(todo))))
    elif do == "line":
        input()
    elif do == "stay":
        time.sleep(600)
    print("done", do, flush=True)
