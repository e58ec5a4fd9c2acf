// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which JSON values are errors inside a 2xx response, and their content; as a whole body and as a part of text. */
class ErrorBodyTest {
    private static ApiException decodeIfError(String body) {
        return ErrorDecoder.decodeIfError(200, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    private static ApiException decode(String body) {
        return ErrorDecoder.decode(400, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    /** Responses and events with members that errors have too. */
    static Stream<String> successfulPayloads() {
        return Stream.of(
                "{'code':0,'message':'success','data':{}}",
                "{'code':'0','msg':'ok'}",
                "{'code':200,'message':'accepted by the queue'}",
                "{'code':'ok','message':'anything'}",
                "{'code':'Success','message':'anything','detail':'more'}",
                "{'code':202,'details':'queued'}",
                "{'errcode':0,'errmsg':'ok'}",
                "{'error_code':0,'text':'hello'}",
                "{'status':'completed','message':'done'}",
                "{'status':'in_progress','message':'still at it'}",
                "{'status':'queued','detail':'third in line'}",
                "{'status':200,'message':'OK'}",
                "{'status':'success','detail':'fine'}",
                "{'success':true,'errors':[],'message':'nothing is wrong'}",
                "{'id':'a','choices':[],'base_resp':{'status_code':0,'status_msg':''}}",
                "{'choices':null,'base_resp':{'status_code':0,'status_msg':'success'}}",
                "{'choices':[{'index':0,'delta':{'content':'x'}}],'code':500,'message':'m'}",
                "{'choices':[{'delta':{}}],'detail':'x','status':'error'}",
                "{'choices':[{'delta':{}}],'base_resp':{'status_code':1004,'status_msg':'m'}}",
                "{'choices':[{'delta':{}}],'error':{'code':0,'message':''}}",
                "{'choices':[],'error':{'code':null,'message':null,'type':null}}",
                "{'choices':[],'error':{'code':'200','message':'success'}}",
                "{'choices':[],'error':'0'}",
                "{'choices':[],'error':[{}],'errors':[]}",
                "{'choices':[],'message':'a note'}",
                "{'usage':{'total_tokens':3},'code':7,'message':'m'}",
                "{'content':[{'type':'text','text':'x'}],'message':'m','code':'c'}",
                "{'type':'content_block_delta','delta':{'type':'text_delta','text':'x'},'status':'failed'}",
                "{'type':'message_start','message':{'content':[],'usage':{}}}",
                "{'type':'ping','message':'hi'}",
                "{'type':'something','message':'hi','code':'later'}",
                "{'type':'progress','detail':'half'}",
                "{'object':'chat.completion.chunk','message':'hello'}",
                "{'message':{'role':'assistant','content':'hi'}}",
                "{'text':'hello'}",
                "{'detail':[]}",
                "{'detail':''}",
                "{'id':'a'}",
                "{}",
                "[{'code':0,'message':'ok'}]");
    }

    @ParameterizedTest
    @MethodSource("successfulPayloads")
    void successfulPayloadIsNotAnError(String payload) {
        String json = payload.replace('\'', '"');

        assertThat(decodeIfError(json)).isNull();
        assertThat(decodeIfError("data: " + json)).isNull();
        assertThat(decodeIfError("{\"id\":\"a\",\"choi\n" + json)).isNull();
        assertThat(decodeIfError("{\"id\":\"a\"}" + json)).isNull();
    }

    /** Errors in each shape: JSON, code, message. */
    static Stream<Arguments> errors() {
        return Stream.of(
                error("{'error':{'message':'m','code':'c'}}", "c", "m"),
                error("{'error':'m'}", null, "m"),
                error("{'error':{'error':{'message':'m','code':'c'}}}", "c", "m"),
                error("{'error':{'code':{'code':'c','message':'m'}}}", "c", "m"),
                error("{'error':{'message':'m','errors':[{'message':'n'}]}}", null, "n; m"),
                error("{'errors':[{'message':'m','code':7},{'message':'n'}]}", "7", "m; n"),
                error(
                        "{'errors':{'model':['is missing']},'title':'Invalid','status':400}",
                        null,
                        "model: [\"is missing\"]"),
                error("{'message':'m','type':'invalid_request_error','code':null}", null, "m"),
                error("{'message':'m','type':'overloaded'}", null, "m"),
                error("{'object':'error','message':'m'}", null, "m"),
                error("{'type':'error','error':null,'message':'m'}", null, "m"),
                error("{'detail':'m'}", null, "m"),
                error("{'detail':[{'loc':['body','n'],'msg':'m'},{'msg':'n'}]}", null, "[body, n]: m; n"),
                error("{'detail':{'error':{'code':'c','message':'m'}}}", "c", "m"),
                error("{'code':422,'details':'m'}", "422", "m"),
                error("{'code':400,'message':'m','details':['n','o']}", "400", "m; n; o"),
                error("{'code':'BadModel','message':'m','details':[{'field':'model'}]}", "BadModel", "m; field: model"),
                error("{'text':'[1214][m]','error_code':50004}", "50004", "[1214][m]"),
                error("{'status':'failure','message':'m'}", null, "m"),
                error("{'status':'error','choices':[],'msg':'m'}", null, "m"),
                error("{'status':503,'title':'m'}", null, "m"),
                error("{'http_code':'429','message':'m'}", null, "m"),
                error("{'choices':null,'base_resp':{'status_code':1004,'status_msg':'m'}}", "1004", "m"),
                error("{'success':false,'message':'m'}", null, "m"),
                error("{'errcode':40013,'errmsg':'m'}", "40013", "m"),
                error("{'code':-1,'msg':'m'}", "-1", "m"),
                error("{'error':'c','error_description':'m'}", "c", "m"),
                error("{'Response':{'Error':{'Code':'c','Message':'m'},'RequestId':'r'}}", "c", "m"),
                error("{'error':{'message':'m','metadata':{'raw':'n'}}}", null, "m; n"),
                error("{'choices':[{'delta':{'content':'x'}}],'error':{'message':'m'}}", null, "m"),
                error("{'usage':{'total_tokens':1},'error':'m'}", null, "m"),
                error("[{'error':{'code':429,'message':'m'}}]", "429", "m"),
                error("{'error_message':'m'}", null, "m"),
                error("{'message':'m'}", null, "m"));
    }

    private static Arguments error(String json, String code, String message) {
        return Arguments.of(json, code, message);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void errorIsFoundInEachShapeAndPosition(String payload, String code, String message) {
        String json = payload.replace('\'', '"');
        List<String> texts = List.of(
                json,
                "error: " + json,
                "data: " + json + "\r\n\r\ndata: [DONE]",
                "{\"id\":\"a\",\"choices\":[{\"delta\":{\"content\":\"tw\n" + json,
                "{\"id\":\"a\",\"choi\ndata: " + json,
                "{\"id\":data: " + json,
                "{\"choices\":[]}" + json + " {\"id\":\"b\"}");

        assertThat(texts).allSatisfy(text -> {
            ApiException e = decodeIfError(text);
            assertThat(e).as(text).isNotNull();
            assertThat(e.message()).isEqualTo(message);
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(message);
        });
        assertThat(decode(json).message()).isEqualTo(message);
        assertThat(decode(json).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'code':429,'message':'m'}                      | RateLimitException
                    {'error':{'message':'m','code':'503'}}          | ServiceUnavailableException
                    {'error':{'message':'m','http_code':'401'}}     | AuthenticationException
                    {'error':{'message':'m','status':422}}          | InvalidRequestException
                    {'http_code':529,'message':'m'}                 | OverloadedException
                    {'status':404,'detail':'m'}                     | NotFoundException
                    {'code':{'code':413},'error':'m'}               | RequestTooLargeException
                    {'choices':null,'base_resp':{'status_code':500,'status_msg':'m'}} | ServerException
                    {'error':{'message':'m','code':1004}}           | ApiException
                    """)
    void statusInTheBodyDecidesInsideASuccessfulResponse(String payload, String className) {
        ApiException e = decodeIfError(payload.replace('\'', '"'));

        assertThat(e.getClass().getSimpleName()).isEqualTo(className);
        assertThat(e.status()).isEqualTo(200);
    }

    @Test
    void statusOfAnErrorResponseDecides() {
        assertThat(decode("{\"http_code\":429,\"message\":\"m\"}")).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'error':{'id':'r','message':'m'}}                      | r
                    {'error':{'id':7,'message':'m'},'id':'chatcmpl'}        | 7
                    {'error':{'id':'x','request_id':'r','message':'m'}}     | r
                    {'Response':{'Error':{'Code':'c'},'RequestId':'r'}}     | r
                    """)
    void requestIdIsFoundNextToAndInsideTheError(String payload, String id) {
        assertThat(decode(payload.replace('\'', '"')).requestId()).isEqualTo(id);
    }

    @Test
    void idOfAResponseIsNotARequestId() {
        assertThat(decode("{\"id\":\"chatcmpl\",\"error\":{\"message\":\"m\"}}").requestId())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "error: ",
                "error: {",
                "error: {}",
                "error: soon",
                "data: [DONE]",
                "{\"a\":\n  {\"message\":\"inside\"},\n{\"message\":\"a member\"},\n",
                "{\"choices\":[{\"delta\":{\"content\":\"{\\\"error\\\":{\\\"message\\\":\\\"quoted\\\"}}",
                "half {\"error\":{\"message\":\"cut"
            })
    void textWithoutAnErrorIsNotAnError(String text) {
        assertThat(decodeIfError(text)).isNull();
    }

    @Test
    void errorFieldTurnsAnyMessageIntoAnError() {
        ApiException e = decodeIfError("error: {\"type\":\"something\",\"message\":\"hi\"}");

        assertThat(e.message()).isEqualTo("hi");
    }

    @Test
    void errorAfterTheFirst64KiBOfTextIsIgnored() {
        String half = "{\"id\":\"" + "x".repeat(ErrorDecoder.MAX_KEPT_BYTES);

        assertThat(decodeIfError(half + "\n{\"error\":{\"message\":\"m\"}}")).isNull();
    }

    @Test
    void messageIsCompleteAndGetMessageHasAtMost500Characters() {
        String prompt = "word ".repeat(4_000).strip();

        ApiException e = decode("{\"error\":{\"message\":\"" + prompt + "\",\"code\":\"" + "c".repeat(999)
                + "\"},\"request_id\":\"" + "r".repeat(60_000) + "\"}");

        assertThat(e.message()).isEqualTo(prompt);
        assertThat(e.code()).hasSize(200);
        assertThat(e.requestId()).hasSize(200);
        assertThat(e.getMessage()).hasSizeLessThan(550);
    }

    @Test
    void plainTextIsTheMessage() {
        String message = "no healthy upstream ".repeat(50).strip();

        ApiException e = ErrorDecoder.decode(
                503, Map.of("content-type", List.of("text/plain")), message.getBytes(StandardCharsets.UTF_8));

        assertThat(e.message()).isEqualTo(message);
    }

    @Test
    void errorEventUnderAnErrorStatusIsRead() {
        ApiException e = decode("event: error\ndata: {\"error\":{\"message\":\"m\",\"code\":\"c\"}}\n\n");

        assertThat(e.message()).isEqualTo("m");
        assertThat(e.code()).isEqualTo("c");
    }
}
