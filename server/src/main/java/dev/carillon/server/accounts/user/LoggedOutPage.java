package dev.carillon.server.accounts.user;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.HtmlPage;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import java.util.function.Function;
import java.util.function.Supplier;

/** A page for callers who have not logged in: it may send its form, and nothing else. */
final class LoggedOutPage {

  private static final String STYLE =
      """
      body{font-size:14px}
      main{width:min(400px,100% - 32px);margin:12vh auto 2rem}
      h1{font-size:20px;margin:0 0 4px}
      p{color:var(--quiet);margin:0 0 24px}
      form{padding:8px 24px 24px;border:1px solid var(--line);border-radius:10px;
        background:var(--card)}
      label{display:block;margin:16px 0 4px;font-weight:560}
      input{font:inherit;width:100%;box-sizing:border-box;padding:6px 10px;color:inherit;
        border:1px solid var(--edge);border-radius:6px;background:var(--card)}
      button,.button{display:block;box-sizing:border-box;width:100%;margin-top:24px;padding:7px;
        font:inherit;font-weight:560;text-align:center;text-decoration:none;cursor:pointer;
        border:0;border-radius:6px;background:var(--accent);color:var(--on)}
      [role=alert]{color:var(--bad);overflow-wrap:anywhere}
      a.button{margin-bottom:24px}
      pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:12px}
      """;

  private static final HtmlPage PAGE = new HtmlPage(STYLE, "form-action 'self'");

  private LoggedOutPage() {}

  /** The page with this in it. */
  static Response of(int status, String body) {
    return PAGE.of(status, "Carillon", body);
  }

  /**
   * Answers a form that was sent from such a page: a browser with pages, a program as every call.
   *
   * @param refused the page that says what was wrong
   */
  static Response sent(
      Call call, Runnable work, Supplier<Response> done, Function<Problem, Response> refused) {
    boolean browser = call.header("Accept").orElse("").contains("text/html");
    try {
      work.run();
      return browser ? done.get() : Response.empty();
    } catch (Problem problem) {
      if (!browser) {
        throw problem;
      }
      return refused.apply(problem);
    }
  }

  /** What was wrong, to be read out; nothing where nothing was. */
  static String alert(String problem) {
    return problem.isEmpty() ? "" : "<p role=\"alert\">" + HtmlPage.text(problem) + "</p>";
  }
}
