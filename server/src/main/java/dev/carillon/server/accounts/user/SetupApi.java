package dev.carillon.server.accounts.user;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import java.util.Set;

/** The set-up page and the call behind it. */
public final class SetupApi {

  private final FirstUserSetup setup;

  /** The page and the call of this set-up. */
  public SetupApi(FirstUserSetup setup) {
    this.setup = setup;
  }

  /** Adds the routes. */
  public void addTo(Routes routes) {
    routes
        .on(Set.of("GET"), "/setup", Effect.READS, RouteAccess.ANYONE, this::page)
        .on(Set.of("POST"), "/services/setup", Effect.CHANGES, RouteAccess.ANYONE, this::complete);
  }

  private Response page(Call call) {
    String token = call.params().text("token").orElse("");
    if (setup.done()) {
      return SetupPage.done(410, call.baseUrl());
    }
    return setup.knows(token)
        ? SetupPage.form(200, token, "")
        : SetupPage.form(
            403,
            token,
            "This set-up link is not valid. Use the one that the server printed when it started.");
  }

  private Response complete(Call call) {
    if (call.foreign()) {
      throw Problem.forbidden("A page of another site may not set up this server");
    }
    String token = call.params().text("token").orElse("");
    boolean browser = call.header("Accept").orElse("").contains("text/html");
    try {
      setup.complete(
          token, call.params().required("username"), call.params().raw("password").orElse(""));
      return browser ? SetupPage.done(200, call.baseUrl()) : Response.empty();
    } catch (Problem problem) {
      if (!browser) {
        throw problem;
      }
      return SetupPage.form(problem.status(), token, problem.message());
    }
  }
}
