"use strict";

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#viewer",
  deepLinking: true,
  docExpansion: "none",
  // nothing is asked elsewhere whether the description is right
  validatorUrl: null,
  // one call can be tried with a Bearer token or Basic; a cookie alone may change nothing
  withCredentials: false,
});
