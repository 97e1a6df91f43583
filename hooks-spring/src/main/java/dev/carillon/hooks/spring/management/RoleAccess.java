package dev.carillon.hooks.spring.management;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Lets callers with one role pass.
 *
 * @param role with or without the prefix {@code ROLE_}
 */
record RoleAccess(String role) implements ManagementAccess {

  private static final String PREFIX = "ROLE_";

  @Override
  public void check() {
    Authentication caller = SecurityContextHolder.getContext().getAuthentication();
    if (caller == null) {
      throw new AuthenticationCredentialsNotFoundException("to manage webhooks, log in");
    }
    String wanted = role.startsWith(PREFIX) ? role : PREFIX + role;
    boolean allowed =
        caller.isAuthenticated()
            && caller.getAuthorities().stream()
                .anyMatch(authority -> wanted.equals(authority.getAuthority()));
    if (!allowed) {
      throw new AccessDeniedException("to manage webhooks, a caller needs the role " + role);
    }
  }
}
