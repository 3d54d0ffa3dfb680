# A server that may open two more descriptors, keeps all connections, and so
# cannot accept the third.
import os, socket, resource, time

os.closerange(3, 256)  # those that it has inherited
ln = socket.socket()
ln.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
ln.bind(("127.0.0.1", 18411))
ln.listen(16)
most = ln.fileno() + 3  # the fault: its connections use up all descriptors
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
kept = []
while True:
    try:
        c, _ = ln.accept()
        kept.append(c)
        print("accepted", len(kept), flush=True)
    except OSError as e:
        print("accept", e, flush=True)
        time.sleep(600)
