package dev.carillon.server.accounts.user;

import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.Account.Person;
import dev.carillon.server.accounts.login.Account.Proof;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.platform.http.request.JsonFields;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what a request says about a user; what it does not say stays. */
final class UserReader {

  private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]+@[^\\s@\\p{Cntrl}]+");
  private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8})*");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final JsonFields body;

  private UserReader(JsonFields body) {
    this.body = body;
  }

  static UserReader of(Call call) {
    return new UserReader(JsonFields.of(call));
  }

  /** A user to be made. */
  NewUser newUser() {
    String username = body.required("username");
    AuditNote.current().about("user", username, username);
    String password = body.text("password").orElse("");
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

  /** The same account, with the person of the request. */
  Account described(Account before) {
    return before.with(person(before.person()));
  }

  private Person person(Person before) {
    String fullName = body.text("fullName").orElse(before.fullName());
    if (CONTROL.matcher(fullName).find()) {
      throw body.wrong("fullName", "without control characters");
    }
    String email = body.text("email").orElse(before.email());
    if (body.has("email") && !email.isEmpty() && !EMAIL.matcher(email).matches()) {
      throw body.wrong("email", "an e-mail address, or empty");
    }
    String locale = body.text("locale").orElse(before.locale());
    if (body.has("locale") && !LOCALE.matcher(locale).matches()) {
      throw body.wrong("locale", "a locale such as en_US");
    }
    return new Person(fullName, email, locale);
  }

  private Licence licence(Licence before) {
    Optional<String> text = body.text("licence");
    return text.isEmpty()
        ? before
        : Arrays.stream(Licence.values())
            .filter(licence -> licence.text().equals(text.get()))
            .findFirst()
            .orElseThrow(() -> body.wrong("licence", "pro, api, standard or basic"));
  }
}
