package dev.carillon.server.platform.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Collects the routes of all APIs: which handler answers which method and path. */
public final class Routes {

  private static final String SERVICES = "/services/";
  private static final String ADMIN = "/services/admin/";

  private final List<Route> routes = new ArrayList<>();

  /**
   * A call of the model product under {@code /services}: reads take GET and POST, changes take POST
   * (and GET from a caller with a Bearer token).
   *
   * @param path such as {@code /services/checkout/{id}}; a last segment {@code *} takes the rest
   */
  public Routes service(String path, Effect effect, RouteAccess access, CallHandler handler) {
    return on(Set.of("GET", "POST"), path, effect, access, handler);
  }

  /** Any other route. */
  public Routes on(
      Set<String> methods, String path, Effect effect, RouteAccess access, CallHandler handler) {
    CallHandler bound = CurrentCall.binding(handler);
    routes.add(new Route(methods, path, effect, access, false, Guests.USUAL, bound));
    return this;
  }

  /** Routes of other paths below one, all of them for the same callers. */
  public Group group(String base, RouteAccess access) {
    return new Group(base, access);
  }

  /**
   * A change that callers without an account may send by a form, with as much as guests may send.
   */
  public Routes guests(String path, Guests guests, CallHandler handler) {
    CallHandler bound = CurrentCall.binding(handler);
    routes.add(
        new Route(Set.of("POST"), path, Effect.CHANGES, RouteAccess.ANYONE, false, guests, bound));
    return this;
  }

  /**
   * A change that callers may send whom a secret in the path lets in, with a file of that size as
   * its body, or a multipart form.
   */
  public Routes guestFile(Set<String> methods, String path, Guests guests, CallHandler handler) {
    CallHandler bound = CurrentCall.binding(handler);
    routes.add(new Route(methods, path, Effect.CHANGES, RouteAccess.ANYONE, true, guests, bound));
    return this;
  }

  /** A change whose body is a file, unless it is a multipart form: the upload {@code Filedata}. */
  public Routes file(Set<String> methods, String path, CallHandler handler) {
    CallHandler bound = CurrentCall.binding(handler);
    routes.add(
        new Route(methods, path, Effect.CHANGES, RouteAccess.USER, true, Guests.USUAL, bound));
    return this;
  }

  /** All of them, in the order they were added; the first that fits answers. */
  public List<Route> all() {
    return List.copyOf(routes);
  }

  /** The routes, each answered by what this makes of it. */
  public Routes answeredBy(Function<Route, CallHandler> making) {
    Routes others = new Routes();
    for (Route row : routes) {
      others.routes.add(
          new Route(
              row.methods(),
              row.path(),
              row.effect(),
              row.access(),
              row.file(),
              row.guests(),
              making.apply(row)));
    }
    return others;
  }

  /** Adds routes below one path: what is got is read, every other method changes something. */
  public final class Group {

    private final String base;
    private final RouteAccess access;

    private Group(String base, RouteAccess access) {
      this.base = base;
      this.access = access;
    }

    /** A route that reads. */
    public Group get(String path, CallHandler handler) {
      on(Set.of("GET"), base + path, Effect.READS, access, handler);
      return this;
    }

    /** A route that adds something, or does something. */
    public Group post(String path, CallHandler handler) {
      return changing("POST", path, handler);
    }

    /** A route that sets something. */
    public Group put(String path, CallHandler handler) {
      return changing("PUT", path, handler);
    }

    /** A route that changes parts of something. */
    public Group patch(String path, CallHandler handler) {
      return changing("PATCH", path, handler);
    }

    /** A route that removes something. */
    public Group delete(String path, CallHandler handler) {
      return changing("DELETE", path, handler);
    }

    private Group changing(String method, String path, CallHandler handler) {
      on(Set.of(method), base + path, Effect.CHANGES, access, handler);
      return this;
    }
  }

  /** Whether a call changes anything. */
  public enum Effect {
    READS,
    CHANGES
  }

  /**
   * One row.
   *
   * @param file whether a body that is no multipart form is a file
   * @param guests how much callers without an account may bring
   */
  public record Route(
      Set<String> methods,
      String path,
      Effect effect,
      RouteAccess access,
      boolean file,
      Guests guests,
      CallHandler handler) {
    public Route {
      methods = Set.copyOf(methods);
    }

    /** Whether it is for people without an account alone: no login counts. */
    public boolean forGuests() {
      return !guests.equals(Guests.USUAL);
    }

    /** Whether the fields of a JSON body are parameters, as those of any other body are. */
    public boolean takesParameters() {
      return path.startsWith(SERVICES) && !path.startsWith(ADMIN);
    }
  }

  /**
   * How much a caller without an account may send, where a secret in the path lets the caller in.
   * It is asked before the body is read.
   */
  @FunctionalInterface
  public interface Guests {

    /** No more than any call that needs no login. */
    Guests USUAL = variables -> 0;

    /**
     * The bytes of a multipart form or a file; fewer than what any open call may bring count as
     * that.
     *
     * @param variables what stood in the path
     */
    long bytesMax(Map<String, String> variables);
  }
}
