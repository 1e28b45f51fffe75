package org.jpose.data.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jpose.data.BatchRequest;
import org.jpose.http.Keystore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tokens and TLS between trainer and workers. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecureRemoteTest {
  private static final String TOKEN = "a-token-of-enough-characters";
  private static final String PASSWORD = "a password";
  private static final List<BatchRequest> PLAN = Plans.samples(80);

  @TempDir Path folder;

  private static RemoteBatches trainer(RemoteOptions options) {
    return new RemoteBatches(
        RemoteAddress.toListen("tcp://127.0.0.1:0"),
        PLAN.iterator(),
        InventedData.RECIPE,
        new InventedData(),
        options);
  }

  private static void assertWhole(RemoteBatches trainer) throws InterruptedException {
    for (BatchRequest request : PLAN) {
      Batches.assertMade(request, trainer.next());
    }
    assertEquals(Optional.empty(), trainer.next());
  }

  @Test
  void theTokenLetsIn() throws Exception {
    try (RemoteBatches trainer = trainer(RemoteOptions.DEFAULTS.withToken(TOKEN))) {
      WorkerOptions at = WorkerOptions.of(trainer.address(), "one");
      String refusal = "the trainer at %s refused this worker: ".formatted(trainer.address());
      try (RunningWorker none = new RunningWorker(new InventedData(), at)) {
        assertEquals(refusal + "Send the token as 'Authorization: Bearer TOKEN'.", none.refusal());
      }
      try (RunningWorker other =
          new RunningWorker(new InventedData(), at.withToken("another-token-of-some-length"))) {
        assertEquals(refusal + "The token is not this server's.", other.refusal());
      }
      try (RunningWorker worker = new RunningWorker(new InventedData(), at.withToken(TOKEN))) {
        assertWhole(trainer);
        worker.worker.close();
      }
      assertEquals(2, trainer.remoteStatistics().refused("unauthorized"));
    }
  }

  private Keystore keystore(String name) throws Exception {
    Path file = folder.resolve(name + ".p12");
    keytool(
        "-genkeypair",
        "-alias",
        "trainer",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-keystore",
        file.toString(),
        "-storepass",
        PASSWORD);
    return new Keystore(file, PASSWORD);
  }

  private Path certificate(Keystore keystore) throws Exception {
    Path file = folder.resolve(keystore.file().getFileName() + ".pem");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "trainer",
        "-keystore",
        keystore.file().toString(),
        "-storepass",
        PASSWORD,
        "-file",
        file.toString());
    return file;
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of(arguments));
    command.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), said);
  }

  @Test
  void tlsNeedsTheTrainersCertificate() throws Exception {
    Keystore own = keystore("own");
    try (RemoteBatches trainer = trainer(RemoteOptions.DEFAULTS.withKeystore(own))) {
      assertTrue(trainer.address().toString().startsWith("https://127.0.0.1:"));
      WorkerOptions at = WorkerOptions.of(trainer.address(), "one");
      try (RunningWorker unsure = new RunningWorker(new InventedData(), at)) {
        assertTrue(
            unsure.refusal().contains("is its certificate trusted"), "a stranger's certificate");
      }
      Path other = certificate(keystore("other"));
      try (RunningWorker wrong = new RunningWorker(new InventedData(), at.withCertificate(other))) {
        assertTrue(wrong.refusal().contains("is its certificate trusted"), "another certificate");
      }
      try (RunningWorker worker =
          new RunningWorker(new InventedData(), at.withCertificate(certificate(own)))) {
        assertWhole(trainer);
        worker.worker.close();
      }
    }
  }

  @Test
  void whatIsWrongIsSaidAtOnce() throws Exception {
    assertEquals(
        "https://127.0.0.1:0: TLS needs a keystore with the trainer's key",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new RemoteBatches(
                        RemoteAddress.toListen("https://127.0.0.1:0"),
                        PLAN.iterator(),
                        InventedData.RECIPE,
                        new InventedData(),
                        RemoteOptions.DEFAULTS))
            .getMessage());
    Keystore wrong = new Keystore(keystore("own").file(), "no password");
    RemoteDataException refused =
        assertThrows(
            RemoteDataException.class,
            () -> trainer(RemoteOptions.DEFAULTS.withKeystore(wrong)).close());
    assertTrue(refused.getMessage().contains("the password is wrong"), refused.getMessage());
    Path missing = folder.resolve("missing.pem");
    WorkerOptions at =
        WorkerOptions.of(RemoteAddress.toConnect("https://127.0.0.1:9"), "one")
            .withCertificate(missing);
    try (RunningWorker worker = new RunningWorker(new InventedData(), at)) {
      assertTrue(worker.refusal().contains("missing.pem: cannot be read"), "no certificate");
    }
  }
}
