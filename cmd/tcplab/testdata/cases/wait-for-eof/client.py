# A client that sends its request and waits for the answer. It never says that
# the request is complete.
import socket

c = socket.create_connection(("127.0.0.1", 18407))
c.sendall(b"how are you?")  # the fault: no c.shutdown(socket.SHUT_WR) behind it
print("got", c.recv(100), flush=True)
