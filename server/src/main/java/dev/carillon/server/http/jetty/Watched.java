package dev.carillon.server.http.jetty;

import dev.carillon.server.http.AuditNote;
import dev.carillon.server.http.AuditedCall;
import dev.carillon.server.http.AuditedCall.By;
import dev.carillon.server.http.AuditedCall.Via;
import dev.carillon.server.http.Auditor;
import dev.carillon.server.http.Caller;
import dev.carillon.server.http.Identity;
import dev.carillon.server.http.Problem;
import dev.carillon.server.http.Problems;
import dev.carillon.server.http.Response;
import dev.carillon.server.http.body.ClientGone;
import dev.carillon.server.http.body.FormData;
import java.util.Map;

/** One request under the eyes of the audit log, from the gate to its answer. */
final class Watched {

  private final Auditor auditor;
  private final Visit visit;
  private final FormData form;
  private final String requestId;
  private final AuditNote note = new AuditNote();
  private boolean begun;

  Watched(Auditor auditor, Visit visit, FormData form, String requestId) {
    this.auditor = auditor;
    this.visit = visit;
    this.form = form;
    this.requestId = requestId;
  }

  /**
   * Answers, and tells the log how that went.
   *
   * @throws Problem where the request cannot be done
   */
  Response answer(ScopedValue.CallableOp<Response, ClientGone> answering) throws ClientGone {
    Response answer;
    try {
      answer = note.during(answering);
    } catch (RuntimeException | StackOverflowError failed) {
      Problem told = Problems.problem(failed, visit.path().toString());
      auditor.ended(call(), begun, new Response.Json(told.status(), Map.of(), Map.of()));
      throw told;
    }
    auditor.ended(call(), begun, answer);
    return answer;
  }

  /** The request is about to be carried out. */
  void begins() {
    AuditedCall call = call();
    if (call.changes()) {
      auditor.begins(call);
    }
    begun = true;
  }

  private AuditedCall call() {
    return new AuditedCall(
        visit.route(), visit.request().getMethod(), visit.variables(), form.params(), by(), note);
  }

  private By by() {
    return switch (visit.known()) {
      case Identity.Nobody() -> by("", Via.NONE);
      case Identity.Session session ->
          by(
              session.caller(),
              session.sent() == Identity.Sent.PROGRAM_COOKIE ? Via.TOKEN : Via.SESSION);
      case Identity.Basic(Caller caller) -> by(caller, Via.BASIC);
      case Identity.LogIn(Caller caller) -> by(caller, Via.TOKEN);
      case Identity.Program(Caller caller) -> by(caller, Via.BASIC);
      case Identity.Token token ->
          new By(
              token.caller().username(),
              Via.TOKEN,
              token.id(),
              visit.origin().address(),
              requestId);
    };
  }

  private By by(Caller caller, Via via) {
    return by(caller.username(), via);
  }

  private By by(String actor, Via via) {
    return new By(actor, via, "", visit.origin().address(), requestId);
  }
}
