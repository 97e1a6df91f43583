package dev.carillon.hooks.spring.management;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/** Who may manage webhooks. */
class RoleAccessTest {

  @AfterEach
  void logOut() {
    SecurityContextHolder.clearContext();
  }

  @Test
  void aRoleThatIncludesTheWantedOnePasses() {
    SecurityContextHolder.getContext()
        .setAuthentication(new TestingAuthenticationToken("anna", "bell", "ROLE_ADMIN"));
    RoleHierarchy hierarchy =
        RoleHierarchyImpl.withDefaultRolePrefix().role("ADMIN").implies("WEBHOOKS").build();
    try (GenericApplicationContext with = new GenericApplicationContext();
        GenericApplicationContext without = new GenericApplicationContext()) {
      with.registerBean(RoleHierarchy.class, () -> hierarchy);
      with.refresh();
      without.refresh();
      assertThatCode(() -> RoleAccess.of("WEBHOOKS", with).check()).doesNotThrowAnyException();
      assertThatExceptionOfType(AccessDeniedException.class)
          .isThrownBy(() -> RoleAccess.of("WEBHOOKS", without).check());
    }
  }
}
