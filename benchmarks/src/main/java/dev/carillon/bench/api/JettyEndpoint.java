package dev.carillon.bench.api;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * The process of {@link BareJetty}: gets the answer on its standard input, tells its port on the
 * standard output, and ends with its input.
 */
final class JettyEndpoint extends Handler.Abstract {

  private final byte[] answer;

  private JettyEndpoint(byte[] answer) {
    this.answer = answer;
  }

  /**
   * Runs until the standard input ends.
   *
   * @param arguments the answer's length
   */
  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    byte[] answer = System.in.readNBytes(Integer.parseInt(arguments[0]));
    Server server = new Server(new VirtualThreadPool());
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new JettyEndpoint(answer));
    server.start();
    DataOutputStream out = new DataOutputStream(System.out);
    out.writeInt(connector.getLocalPort());
    out.flush();
    if (System.in.read() < 0) {
      server.stop();
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    Content.Source.asByteBuffer(request);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json;charset=UTF-8");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length);
    response.write(true, ByteBuffer.wrap(answer), callback);
    return true;
  }
}
