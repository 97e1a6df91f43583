package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.header.RequestPath;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Says in our own form what Jetty itself refuses: bad heads, long URLs, old versions. */
final class ErrorResponses extends ErrorHandler {

  private final Problems problems;
  private final LingeringClose lingering;
  private final ResponseWriter writer = new ResponseWriter();

  ErrorResponses(Problems problems, LingeringClose lingering) {
    this.problems = problems;
    this.lingering = lingering;
  }

  @Override
  public boolean handle(
      Request request, org.eclipse.jetty.server.Response response, Callback callback) {
    Object cause = request.getAttribute(ERROR_EXCEPTION);
    int status = cause instanceof HttpException http ? http.getCode() : response.getStatus();
    boolean unexpected = cause instanceof Throwable && !(cause instanceof HttpException);
    String raw = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
    String path = RequestPath.of(raw == null ? "" : raw).toString();
    Throwable failure = unexpected ? (Throwable) cause : problem(status);
    Response answer = problems.answer(failure, path);
    if (unexpected) {
      writer.write(answer, request, response, callback);
    } else {
      EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
      LingeringClose.Rest rest = LingeringClose.ofConnection(endPoint);
      ResponseHold hold = ResponseHold.none(request);
      lingering.write(answer, hold, rest, request, response, () -> {}, callback);
    }
    return true;
  }

  private static Problem problem(int status) {
    String phrase = HttpStatus.getMessage(status);
    return new Problem(status, phrase.replace(" ", ""), "The request cannot be parsed: " + phrase);
  }
}
