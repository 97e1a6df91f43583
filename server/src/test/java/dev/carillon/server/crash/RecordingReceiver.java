package dev.carillon.server.crash;

import dev.carillon.hooks.testkit.Received;
import dev.carillon.hooks.testkit.ScriptedReceiver;
import dev.carillon.hooks.testkit.ScriptedReceiver.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A receiver of several webhooks that notes every request before it answers 200. */
final class RecordingReceiver implements AutoCloseable {

  private final Map<String, String> tokens = new ConcurrentHashMap<>();
  private final Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();
  private final Script ok = Script.status(200);
  private final ScriptedReceiver receiver = ScriptedReceiver.start(this::note);

  /** Where the requests of this webhook go. */
  String url(String webhook) {
    return "http://127.0.0.1:" + receiver.port() + "/" + webhook;
  }

  /** Requests of this webhook are verified with this token. */
  void trust(String webhook, String token) {
    tokens.put(webhook, token);
  }

  /** What has come so far. */
  List<Receipt> receipts() {
    receiver.rest();
    return List.copyOf(receipts);
  }

  int count() {
    receiver.rest();
    return receipts.size();
  }

  @Override
  public void close() {
    receiver.close();
  }

  private boolean note(Received request, OutputStream out, Socket socket)
      throws IOException, InterruptedException {
    receipts.add(Receipt.of(request, tokens.getOrDefault(Receipt.webhook(request), "")));
    return ok.answer(request, out, socket);
  }
}
