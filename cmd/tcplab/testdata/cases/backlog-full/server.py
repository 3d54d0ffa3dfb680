# A server that listens and never accepts. Its queue has room for two.
import socket, time

ln = socket.socket()
ln.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
ln.bind(("127.0.0.1", 18405))
ln.listen(1)
time.sleep(600)  # the fault: nobody accepts
