package dev.carillon.hooks.spring.management;

import org.springframework.context.ApplicationContext;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.hierarchicalroles.NullRoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Lets callers with one role pass, and those with a role that includes it.
 *
 * @param role with or without the prefix {@code ROLE_}
 * @param hierarchy which roles include which
 */
record RoleAccess(String role, RoleHierarchy hierarchy) implements ManagementAccess {

  private static final String PREFIX = "ROLE_";

  /** By the program's hierarchy of roles, if it has a bean of one. */
  static RoleAccess of(String role, ApplicationContext context) {
    return new RoleAccess(
        role, context.getBeanProvider(RoleHierarchy.class).getIfAvailable(NullRoleHierarchy::new));
  }

  @Override
  public void check() {
    Authentication caller = SecurityContextHolder.getContext().getAuthentication();
    if (caller == null) {
      throw new AuthenticationCredentialsNotFoundException("to manage webhooks, log in");
    }
    String wanted = role.startsWith(PREFIX) ? role : PREFIX + role;
    boolean allowed =
        caller.isAuthenticated()
            && hierarchy.getReachableGrantedAuthorities(caller.getAuthorities()).stream()
                .anyMatch(authority -> wanted.equals(authority.getAuthority()));
    if (!allowed) {
      throw new AccessDeniedException("to manage webhooks, a caller needs the role " + role);
    }
  }
}
