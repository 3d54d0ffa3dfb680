# A proxy that copies bytes both ways, and does not pass on that a side has ended.
import socket, threading

ln = socket.socket()
ln.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
ln.bind(("127.0.0.1", 18460))
ln.listen()
a, _ = ln.accept()
b = socket.create_connection(("127.0.0.1", 18461))


def copy(what, x, y):
    while data := x.recv(100):
        y.sendall(data)
    print("end of the", what, flush=True)  # the fault: no y.shutdown(socket.SHUT_WR)


threading.Thread(target=copy, args=("request", a, b)).start()
copy("answer", b, a)
