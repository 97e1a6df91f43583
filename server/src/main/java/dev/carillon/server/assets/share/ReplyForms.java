package dev.carillon.server.assets.share;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.platform.http.HtmlPage;
import java.util.Map;

/** The parts of the page by which its receiver answers. */
final class ReplyForms {

  /** What the page says after something was done: words of our own, never of the address. */
  private static final Map<String, String> TOLD =
      Map.of(
          "sent",
          "Your file has arrived. You may send another one.",
          "approved",
          "You approved it. The sender sees that.",
          "rejected",
          "You rejected it. The sender sees that.");

  private ReplyForms() {}

  static void told(String done, StringBuilder body) {
    if (TOLD.containsKey(done)) {
      body.append("<p class=\"told\" role=\"status\">").append(TOLD.get(done)).append("</p>\n");
    }
  }

  static void upload(AuthKey key, StringBuilder body) {
    body.append(
        """
        <form method="post" action="/share/%s/upload" enctype="multipart/form-data">
        <h2>Send a file</h2>
        <label for="sender">Your name (you may leave it empty)</label>
        <input id="sender" name="sender" maxlength="200" autocomplete="name">
        <label for="file">File</label>
        <input id="file" name="Filedata" type="file" required>
        <button>Send</button>
        </form>
        """
            .formatted(key.key()));
  }

  /** What was decided about an asset, if anything was. */
  static void verdict(Asset asset, DisplayFormats formats, StringBuilder body) {
    Metadata metadata = asset.metadata();
    Approval.of(metadata.text(Approval.STATE))
        .ifPresent(
            verdict -> {
              String by = metadata.text(Approval.BY);
              String comment = metadata.text(Approval.COMMENT);
              body.append("<p>").append(verdict.value());
              if (!by.isEmpty()) {
                body.append(" by ").append(HtmlPage.isolated(by));
              }
              body.append(", ")
                  .append(HtmlPage.text(formats.dateTime(metadata.number(Approval.DATE, 0))))
                  .append("</p>");
              if (!comment.isEmpty()) {
                body.append("<p class=\"text\">").append(HtmlPage.text(comment)).append("</p>");
              }
            });
  }

  static void approval(AuthKey key, Asset asset, StringBuilder body) {
    body.append(
        """
        <form method="post" action="/share/%1$s/approval/%2$s">
        <fieldset><legend>Do you approve %3$s?</legend>
        <label for="comment-%2$s">Comment</label>
        <textarea id="comment-%2$s" name="comment" rows="3" maxlength="2000"></textarea>
        <label for="sender-%2$s">Your name (you may leave it empty)</label>
        <input id="sender-%2$s" name="sender" maxlength="200" autocomplete="name">
        <button name="verdict" value="approve">Approve</button>
        <button name="verdict" value="reject">Reject</button>
        </fieldset></form>
        """
            .formatted(key.key(), asset.id(), HtmlPage.isolated(asset.metadata().text("name"))));
  }
}
