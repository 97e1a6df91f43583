package dev.carillon.samples.orders;

import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** One running instance of the shop, and a customer's browser. */
final class Instance implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private Instance(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static Instance start(String database, Path keyFile) {
    return new Instance(
        new SpringApplicationBuilder(OrdersApplication.class)
            .properties("spring.main.banner-mode=off")
            .run(
                "--server.port=0",
                "--spring.datasource.url=" + database,
                "--carillon.hooks.key-file=" + keyFile,
                "--carillon.hooks.allow-loopback=true"));
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  Browser browser(String customer) {
    return Browser.at(context.getEnvironment().getRequiredProperty("local.server.port"), customer);
  }

  @Override
  public void close() {
    context.close();
  }

  /** Keeps cookies, and sends the token of changes as the page does. */
  record Browser(String address, String customer, CookieManager cookies, HttpClient client) {

    static Browser at(String port, String customer) {
      CookieManager cookies = new CookieManager();
      HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();
      return new Browser("http://127.0.0.1:" + port, customer, cookies, client);
    }

    String call(String method, String path, String body) throws Exception {
      HttpResponse<String> response = response(method, path, body);
      if (response.statusCode() >= 400) {
        throw new AssertionError(
            method + " " + path + " gave " + response.statusCode() + ": " + response.body());
      }
      return response.body();
    }

    HttpResponse<String> response(String method, String path, String body) throws Exception {
      String login = customer + ":bell";
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(address + path))
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .header("Content-Type", "application/json")
              .header(
                  "Authorization",
                  "Basic "
                      + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
      cookies.getCookieStore().getCookies().stream()
          .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
          .map(HttpCookie::getValue)
          .findFirst()
          .ifPresent(token -> request.header("X-XSRF-TOKEN", token));
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
