package org.jpose.core.broken;

import java.net.http.HttpClient;

/** Breaks ENGINES_STAY_AT_HOME. */
public final class Downloads {
  HttpClient client() {
    return HttpClient.newHttpClient();
  }
}
