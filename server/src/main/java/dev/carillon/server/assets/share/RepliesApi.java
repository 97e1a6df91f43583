package dev.carillon.server.assets.share;

import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.Routes;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The forms of the page: each is answered by the page again, or by one that says what was wrong.
 * The key is all that a receiver needs, so that no login and no token of a session counts.
 */
record RepliesApi(AuthKeys keys, Replies replies, SharePage page) {

  private static final int SENDER_MAX = 200;
  private static final int COMMENT_MAX = 2000;

  /** Adds the calls. */
  void routes(Routes routes) {
    routes
        .guests("/share/{key}/upload", this::bytesMax, this::upload)
        .guests("/share/{key}/approval/{id}", variables -> 0, this::decide);
  }

  /** Nothing large is read for a key that takes no files. */
  private long bytesMax(Map<String, String> variables) {
    return keys.find(variables.getOrDefault("key", ""))
        .filter(keys::open)
        .filter(key -> key.terms().grants().requestUpload())
        .map(key -> AuthKeys.UPLOAD_BYTES_MAX)
        .orElse(0L);
  }

  private Response upload(Call call) {
    return answered(
        call,
        key -> {
          replies.upload(call, key, line(call, "sender", SENDER_MAX));
          return "sent";
        });
  }

  private Response decide(Call call) {
    return answered(
        call,
        key -> {
          Approval verdict = Approval.asked(call.params().text("verdict").orElse(""));
          String sender = line(call, "sender", SENDER_MAX);
          replies.decide(call, key, verdict, sender, said(call, "comment", COMMENT_MAX));
          return verdict.value().toLowerCase(Locale.ROOT);
        });
  }

  private Response answered(Call call, Function<AuthKey, String> doing) {
    AuditNote.current().about("authkey", "", "");
    Optional<AuthKey> found = keys.find(call.variable("key"));
    if (found.isEmpty()) {
      return SharePage.unknown();
    }
    AuthKey key = found.get();
    AuditNote.current().about("authkey", "", key.terms().subject());
    if (!keys.open(key)) {
      return page.ended(keys.shut(key));
    }
    try {
      String to = "/share/" + key.key() + "?done=" + doing.apply(key);
      return new Response.Text(303, "text/plain; charset=UTF-8", "", Map.of("Location", to));
    } catch (Problem told) {
      return SharePage.failed(key, told);
    }
  }

  private static String line(Call call, String name, int max) {
    return said(call, name, max).replace('\n', ' ');
  }

  /** What the guest wrote, without what is no text. */
  private static String said(Call call, String name, int max) {
    String text =
        call.params()
            .text(name)
            .orElse("")
            .replace("\r\n", "\n")
            .replaceAll("[\\p{Cntrl}&&[^\n]]", " ")
            .strip();
    if (text.length() > max) {
      throw Problem.badField(name, text, "at most " + max + " characters long");
    }
    return text;
  }
}
