// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * The default TLS context of the JDK, created when a first connection with TLS needs it, for a client whose addresses are
 * plain HTTP: only the address of a call may still use TLS. Creating it reads some hundred certificates, which takes as
 * long as the rest of a first call.
 */
final class LateTls extends SSLContext {
    LateTls() {
        super(new Default(), null, "Default");
    }

    private static final class Default extends SSLContextSpi {
        private static final List<String> CURRENT_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

        private static SSLContext context() {
            try {
                return SSLContext.getDefault();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("the default TLS context cannot be created: " + e.getMessage(), e);
            }
        }

        /** Leaves out the versions before 1.2, as the HTTP client does by default, even if the JVM is set to allow them. */
        private static SSLEngine withCurrentProtocols(SSLEngine engine) {
            List<String> protocols = new ArrayList<>(List.of(engine.getEnabledProtocols()));
            protocols.retainAll(CURRENT_PROTOCOLS);
            engine.setEnabledProtocols(protocols.toArray(new String[0]));
            return engine;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return withCurrentProtocols(context().createSSLEngine(host, port));
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return withCurrentProtocols(context().createSSLEngine());
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return context().getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return context().getServerSocketFactory();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context().getClientSessionContext();
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trusted, SecureRandom random) {
            throw new IllegalStateException("the default context is initialized");
        }
    }
}
