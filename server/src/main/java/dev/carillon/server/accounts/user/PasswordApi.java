package dev.carillon.server.accounts.user;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import java.util.Optional;
import java.util.Set;

/** The page that sets a password, and the call behind it. */
final class PasswordApi {

  private final PasswordLinks links;

  PasswordApi(PasswordLinks links) {
    this.links = links;
  }

  void routes(Routes routes) {
    routes
        .on(Set.of("GET"), "/set-password", Effect.READS, RouteAccess.ANYONE, this::page)
        .on(Set.of("POST"), "/services/set-password", Effect.CHANGES, RouteAccess.ANYONE, this::set);
  }

  private Response page(Call call) {
    String token = call.params().text("token").orElse("");
    return links
        .owner(token)
        .map(user -> PasswordPage.form(200, token, user.username(), ""))
        .orElseGet(
            () ->
                PasswordPage.refused(
                    403, "It was used, it is older than a day, or there is a newer one."));
  }

  private Response set(Call call) {
    String token = call.params().text("token").orElse("");
    boolean browser = call.header("Accept").orElse("").contains("text/html");
    try {
      links.use(token, call.params().raw("password").orElse(""));
      return browser ? PasswordPage.done() : Response.empty();
    } catch (Problem problem) {
      if (!browser) {
        throw problem;
      }
      Optional<User> owner = links.owner(token);
      return owner.isEmpty()
          ? PasswordPage.refused(problem.status(), problem.message())
          : PasswordPage.form(problem.status(), token, owner.get().username(), problem.message());
    }
  }
}
