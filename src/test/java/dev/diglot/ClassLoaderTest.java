// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.Interceptor;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.stream.ChatStream;
import dev.diglot.testing.HelloServer;
import dev.diglot.testing.Program;
import dev.diglot.testing.RawServer;
import java.io.File;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An undeployed application leaves nothing of the library behind in its server's JVM. */
@Timeout(180)
class ClassLoaderTest {
    private static final String GONE = "the class loader is gone";

    /** The application: makes calls of every form, closes its client, and returns. */
    public static final class Application implements Consumer<String> {
        @Override
        public void accept(String url) {
            try (Diglot client = Diglot.builder()
                    .baseUrl(url)
                    .apiKey("a key of 16 signs".replace(' ', '-'))
                    .idleTimeout(Duration.ofMinutes(1))
                    .interceptor(Interceptor.logging())
                    .build()) {
                HelloServer.assertServesEveryForm(client);
                leaveEarly(client);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        /** A timer drains the rest of the body for a while. */
        private static void leaveEarly(Diglot client) {
            ChatCompletionRequest request = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi")))
                    .build();
            try (ChatStream stream = client.chat().stream(request)) {
                assertThat(stream.iterator().next()).isNotNull();
            }
        }
    }

    /** The server that hosts the application; its threads go on running. */
    public static final class Host {
        private Host() {}

        public static void main(String[] arguments) throws Exception {
            ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
            try (RawServer server = RawServer.start(HelloServer::respond)) {
                WeakReference<ClassLoader> loader = run(server.url(), gone);
                Reference<? extends ClassLoader> cleared = null;
                for (int i = 0; i < 40 && cleared == null; i++) {
                    System.gc();
                    cleared = gone.remove(250);
                }
                System.out.println(cleared == loader ? GONE : "held by " + holders(loader.get()));
            }
        }

        private static WeakReference<ClassLoader> run(String url, ReferenceQueue<ClassLoader> gone) throws Exception {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
                thread.setContextClassLoader(loader);
                @SuppressWarnings("unchecked")
                Consumer<String> application = (Consumer<String>) loader.loadClass(Application.class.getName())
                        .getDeclaredConstructor()
                        .newInstance();
                application.accept(url);
                return new WeakReference<>(loader, gone);
            } finally {
                thread.setContextClassLoader(before);
            }
        }

        private static URL[] classPath() throws Exception {
            List<URL> urls = new ArrayList<>();
            StringTokenizer parts = new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
            while (parts.hasMoreTokens()) {
                urls.add(Path.of(parts.nextToken()).toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        }

        private static String holders(ClassLoader loader) {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getContextClassLoader() == loader)
                    .map(Thread::getName)
                    .toList()
                    .toString();
        }
    }

    /** The JVM clears soft references at once, so that no cache of a library that we use hides what we hold. */
    @Test
    void classLoaderIsCollectedAfterClose() throws Exception {
        String said = Program.run(Host.class, List.of("-XX:SoftRefLRUPolicyMSPerMB=0"));

        assertThat(said).contains(GONE);
    }
}
