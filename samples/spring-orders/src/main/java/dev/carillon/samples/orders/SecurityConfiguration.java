package dev.carillon.samples.orders;

import dev.carillon.hooks.spring.management.TenantResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Two customers, and whose webhooks each of them manages. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  /** All pages need a login; changes need the token of the cookie that the first page brings. */
  @Bean
  SecurityFilterChain security(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers("/actuator/health")
                    .permitAll()
                    .anyRequest()
                    .hasRole("CUSTOMER"))
        .httpBasic(Customizer.withDefaults())
        .csrf(csrf -> csrf.spa())
        .build();
  }

  @Bean
  UserDetailsService customers() {
    return new InMemoryUserDetailsManager(customer("anna"), customer("ben"));
  }

  /** A customer manages the webhooks of its own. */
  @Bean
  TenantResolver tenantResolver() {
    return () -> {
      Authentication customer = SecurityContextHolder.getContext().getAuthentication();
      return customer == null ? "" : customer.getName();
    };
  }

  private static UserDetails customer(String name) {
    return User.withUsername(name).password("{noop}bell").roles("CUSTOMER").build();
  }
}
