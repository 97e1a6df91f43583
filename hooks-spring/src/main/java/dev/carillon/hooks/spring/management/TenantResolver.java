package dev.carillon.hooks.spring.management;

/**
 * Says for which tenant the present caller manages webhooks. With a bean of this type a caller sees
 * and changes the webhooks of that owner alone, and registers webhooks for it.
 */
@FunctionalInterface
public interface TenantResolver {

  /**
   * The tenant, the {@code owner} of its events and webhooks. Called on the thread of the request,
   * where {@code SecurityContextHolder} and {@code RequestContextHolder} know the caller.
   *
   * @return 1–200 characters; an empty text refuses the request with 403
   */
  String tenant();
}
