package dev.carillon.server.accounts.user;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.Account.Person;
import dev.carillon.server.accounts.login.Account.Proof;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonFields;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what a request says about a user; what it does not say stays. */
final class UserFields {

  static final String[] PERSON = {"fullName", "email", "locale"};
  static final String[] USER = {"fullName", "email", "locale", "superUser", "licence", "enabled"};
  static final String[] NEW = {
    "username", "fullName", "email", "locale", "superUser", "licence", "password"
  };

  private static final int NAME_MAX = 200;
  private static final int EMAIL_MAX = 254;
  private static final int LOCALE_MAX = 35;
  private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]+@[^\\s@\\p{Cntrl}]+");
  private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8})*");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final JsonFields body;

  private UserFields(JsonFields body) {
    this.body = body;
  }

  static UserFields of(Call call, String... known) {
    JsonFields.checkParams(call);
    return new UserFields(JsonFields.of(call, known));
  }

  /** A user to be made. */
  NewUser newUser() {
    String username = body.required("username", NAME_MAX);
    AuditNote.current().about("user", username, username);
    String password = body.has("password") ? secret(body, "password") : "";
    if (body.has("password")) {
      NewUser.checkPassword(password);
    }
    boolean superUser = body.flag("superUser", false);
    return new NewUser(
        username,
        password,
        person(new Person("", "", "en_US")),
        NewUser.authorities(superUser),
        licence(superUser ? Licence.PRO : Licence.STANDARD));
  }

  /** The same account, as the request wants it. */
  Account changed(Account before) {
    Proof proof = before.proof();
    return new Account(
        before.username(),
        person(before.person()),
        NewUser.authorities(body.flag("superUser", before.caller().superUser())),
        licence(before.licence()),
        new Proof(
            proof.passwordHash(),
            proof.version(),
            body.flag("enabled", proof.enabled()),
            proof.places()));
  }

  /** The same account, with the person that the request tells of. */
  Account described(Account before) {
    return new Account(
        before.username(),
        person(before.person()),
        before.authorities(),
        before.licence(),
        before.proof());
  }

  private Person person(Person before) {
    String fullName = body.text("fullName", NAME_MAX).orElse(before.fullName());
    if (CONTROL.matcher(fullName).find()) {
      throw body.wrong("fullName", "without control characters");
    }
    String email = body.text("email", EMAIL_MAX).orElse(before.email());
    if (body.has("email") && !email.isEmpty() && !EMAIL.matcher(email).matches()) {
      throw body.wrong("email", "an e-mail address, or empty");
    }
    String locale = body.text("locale", LOCALE_MAX).orElse(before.locale());
    if (body.has("locale") && !LOCALE.matcher(locale).matches()) {
      throw body.wrong("locale", "a locale such as en_US");
    }
    return new Person(fullName, email, locale);
  }

  private Licence licence(Licence before) {
    Optional<String> text = body.text("licence", LOCALE_MAX);
    return text.isEmpty()
        ? before
        : Arrays.stream(Licence.values())
            .filter(licence -> licence.text().equals(text.get()))
            .findFirst()
            .orElseThrow(() -> body.wrong("licence", "pro, api, standard or basic"));
  }

  /**
   * A password, which no message repeats.
   *
   * @throws Problem 400 where there is none
   */
  static String secret(JsonFields body, String name) {
    JsonNode value = body.any(name);
    if (!value.isTextual()) {
      throw Problem.badRequest("'" + name + "' must be a text");
    }
    return value.textValue();
  }
}
