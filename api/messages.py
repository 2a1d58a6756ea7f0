"""Every error that the service tells, in zh-CN and English: what and why, and what to do.

A code that is missing here would be answered without words: a test holds this table against the rooms' codes.
"""

from collections.abc import Mapping
from typing import Any, Final

from api.i18n import Locale
from api.messages_accounts import ACCOUNT_MESSAGES
from api.messages_alerts import ALERT_MESSAGES
from api.messages_board import BOARD_MESSAGES
from api.messages_corrections import CORRECTION_MESSAGES
from api.messages_distribution import DISTRIBUTION_MESSAGES
from api.messages_photos import PHOTO_MESSAGES
from api.messages_plans import PLAN_MESSAGES
from api.messages_policies import POLICY_MESSAGES
from api.messages_posters import POSTER_MESSAGES
from api.messages_proposals import PROPOSAL_MESSAGES
from api.messages_push import PUSH_MESSAGES
from api.messages_shelf import SHELF_MESSAGES
from api.messages_unknowns import UNKNOWN_MESSAGES
from api.messages_visits import VISIT_MESSAGES
from api.reasons import say_reason
from api.words import Words

_ASK_ADMIN = ("如需权限请联系管理员。", "Ask your administrator if you need it.")

MESSAGES: Final[Mapping[str, Words]] = {
    # photos
    "empty_file": Words(
        "文件是空的（0 字节），可能没有传完。",
        "请重新选择照片再上传。",
        "The file is empty (0 bytes); the transfer may have broken off.",
        "Choose the photo again and upload it.",
    ),
    "not_an_image": Words(
        "这个文件不是图片。",
        "请上传 JPEG、PNG、WebP 或 HEIC 照片。",
        "This file is not a picture, whatever its name says.",
        "Upload a JPEG, PNG, WebP or HEIC photo.",
    ),
    "truncated": Words(
        "照片不完整或已损坏，后半部分读不出来。",
        "请从相册重新选择原图上传；若仍失败请重拍。",
        "The photo is incomplete or damaged: its end cannot be read.",
        "Choose the original from the album again; if that fails too, take the photo again.",
    ),
    "too_many_pixels": Words(
        "照片像素太多（上限 {max_megapixels} 百万像素）。",
        "请用手机相机的普通模式拍摄，或先缩小图片。",
        "The photo has too many pixels (the limit is {max_megapixels} megapixels).",
        "Take it in the camera's normal mode, or make the picture smaller first.",
    ),
    "animated": Words(
        "这是动图（{frames} 帧），无法判断该看哪一帧。",
        "请上传一张静态照片。",
        "This is an animation ({frames} frames): nobody can say which one to look at.",
        "Upload a still photo.",
    ),
    "unsupported_format": Words(
        "不支持 {format} 格式。",
        "请上传 JPEG、PNG、WebP 或 HEIC 照片。",
        "{format} pictures are not supported.",
        "Upload a JPEG, PNG, WebP or HEIC photo.",
    ),
    "nothing_found": Words(
        "照片里没有找到任何商品。",
        "请走近货架，正对一节拍满画面后重拍。",
        "No product was found on the photo.",
        "Step up to the shelf, fill the picture with one bay, and take it again.",
    ),
    "too_large": Words(
        "文件超过 {max_mb} MB 的上限。",
        "请压缩后再上传，或请管理员调高上限（PAIMIAN_MAX_UPLOAD_MB，销售数据为 PAIMIAN_MAX_SCANS_MB）。",
        "The upload is larger than {max_mb} MB.",
        "Make the file smaller, or have the limit raised (PAIMIAN_MAX_UPLOAD_MB; of daily sales PAIMIAN_MAX_SCANS_MB).",
    ),
    # people
    "sign_in_required": Words(
        "请先登录。", "登录后再试。", "You are not signed in.", "Sign in, then try again."
    ),
    "wrong_password": Words(
        "用户名或密码不对。",
        "请检查后重试；忘记密码请联系管理员。",
        "User name or password is wrong.",
        "Check both and try again; if you forgot the password, ask your administrator.",
    ),
    "token_expired": Words(
        "登录已过期。", "请重新登录。", "Your sign-in has expired.", "Sign in again, or make a new token."
    ),
    "token_revoked": Words(
        "登录已失效。", "请重新登录。", "Your sign-in was ended.", "Sign in again, or make a new token."
    ),
    "inactive_user": Words("该账号已停用。", _ASK_ADMIN[0], "This account is switched off.", _ASK_ADMIN[1]),
    "forbidden": Words(
        "您的角色（{role}）不能做这件事。",
        _ASK_ADMIN[0],
        "Your role ({role}) may not do this.",
        _ASK_ADMIN[1],
    ),
    "foreign_origin": Words(
        "请求来自其他网站（{origin}），已拒绝。",
        "请直接在本系统页面操作；若经过代理，请设置 PAIMIAN_TRUSTED_ORIGINS。",
        "The request comes from another site ({origin}) and was refused.",
        "Use this service's own pages; behind a proxy set PAIMIAN_TRUSTED_ORIGINS.",
    ),
    "too_many_attempts_to_sign_in": Words(
        "登录失败次数太多。",
        "请等 {seconds} 秒后再试。",
        "Too many failed sign-ins.",
        "Wait {seconds} seconds, then try again.",
    ),
    # rows
    "chain_not_found": Words("没有这个企业。", _ASK_ADMIN[0], "There is no such chain.", _ASK_ADMIN[1]),
    "user_not_found": Words("没有这个用户。", "请检查用户名。", "There is no such user.", "Check the name."),
    "scan_file_not_found": Words(
        "没有编号为 {file} 的销售数据文件。",
        "请打开“每日销售”页面查看收到的文件。",
        "There is no file of daily sales with number {file}.",
        "See the page of daily sales for the files that came.",
    ),
    "store_not_found": Words(
        "没有门店“{store}”，或它不在您负责的范围内。",
        "请检查门店编码，或请管理员把门店分配给您。",
        "There is no store “{store}” among yours.",
        "Check the code, or have the store assigned to you.",
    ),
    "sku_not_found": Words(
        "商品库里没有“{sku}”。",
        "请检查商品编码，或先新建商品。",
        "The catalogue has no “{sku}”.",
        "Check the code, or create the product first.",
    ),
    "reference_not_found": Words(
        "没有这张参考图。", "请刷新页面。", "There is no such reference picture.", "Reload the page."
    ),
    "photo_not_found": Words("没有这张照片。", "请检查链接。", "There is no such photo.", "Check the link."),
    "audit_not_found": Words(
        "没有这次巡检，或它不在您负责的门店。",
        "请检查编号，或请管理员把门店分配给您。",
        "There is no such audit among your stores.",
        "Check its number, or have the store assigned to you.",
    ),
    "group_not_found": Words(
        "这次巡检里没有第 {group} 组商品。",
        "请刷新页面。",
        "This audit has no product group {group}.",
        "Reload the page.",
    ),
    "product_not_found": Words(
        "这次巡检里没有第 {product} 个商品。",
        "编号从 0 开始，请对照报告。",
        "This audit has no product {product}.",
        "Products are numbered from 0, as in the report.",
    ),
    "naming_not_found": Words(
        "这组商品还没有命名，无法撤销。",
        "请刷新页面。",
        "Nobody has named this group, so nothing can be undone.",
        "Reload the page.",
    ),
    "token_not_found": Words(
        "没有这个令牌。", "请检查编号。", "There is no such token.", "Check its number."
    ),
    "page_not_found": Words(
        "没有这个地址：{path}",
        "请检查链接；接口列表见 /api/openapi.json。",
        "There is nothing at {path}.",
        "Check the address; /api/openapi.json lists them all.",
    ),
    "method_not_allowed": Words(
        "这个地址不支持 {method}。",
        "接口列表见 /api/openapi.json。",
        "This address does not take {method}.",
        "/api/openapi.json lists what it takes.",
    ),
    "sku_exists": Words(
        "商品编码“{sku}”已存在。",
        "请换一个编码，或修改已有商品。",
        "The code “{sku}” is taken.",
        "Choose another code, or change the product that has it.",
    ),
    "gtin_taken": Words(
        "条码 {gtin} 已属于商品“{sku}”。",
        "请核对条码。",
        "The barcode {gtin} belongs to “{sku}”.",
        "Check the barcode.",
    ),
    "store_exists": Words(
        "门店编码“{store}”已存在。", "请换一个编码。", "The store code “{store}” is taken.", "Choose another."
    ),
    "username_taken": Words(
        "用户名“{username}”已存在。", "请换一个。", "The name “{username}” is taken.", "Choose another."
    ),
    "audit_not_done": Words(
        "这次巡检还没有结果（{state}）。",
        "请等它完成后再试。",
        "This audit has no report yet ({state}).",
        "Wait until it is done.",
    ),
    # values
    "bad_gtin": Words(
        "条码“{value}”不正确（{reason}）。",
        "请核对包装上的 8、12、13 或 14 位数字。",
        "The barcode “{value}” is not valid ({reason}).",
        "Compare it with the 8, 12, 13 or 14 digits on the pack.",
    ),
    "bad_spec": Words(
        "规格“{value}”看不懂（{reason}）。",
        "请写成 330ml、1.25L、75g、250ml×6 这样的形式。",
        "The spec “{value}” cannot be read ({reason}).",
        "Write it like 330ml, 1.25L, 75g or 250ml×6.",
    ),
    "bad_value": Words(
        "{field} 的值不可用（{reason}）。",
        "请更正后重试。",
        "The value of {field} cannot be used ({reason}).",
        "Correct it and try again.",
    ),
    "bad_file": Words(
        "表格文件读不出来（{reason}）。",
        "请上传带表头的 CSV（UTF-8 或 GBK）或 XLSX 文件。",
        "The table cannot be read ({reason}).",
        "Upload a CSV (UTF-8 or GBK) or XLSX file with a header line.",
    ),
    "invalid_request": Words(
        "请求内容不正确：{field} {reason}",
        "请更正后重试；接口说明见 /api/openapi.json。",
        "The request is not right: {field} {reason}",
        "Correct it and try again; /api/openapi.json describes each call.",
    ),
    # service
    "unsupported_database": Words(
        "不支持这种数据库。",
        "请用 sqlite 或 postgresql。",
        "This database is not supported.",
        "Use sqlite or postgresql.",
    ),
    "file_missing": Words(
        "照片文件不在数据目录里（{sha256}）。",
        "请联系管理员恢复备份，或重新上传照片。",
        "The picture's file is missing from the data folder ({sha256}).",
        "Have it restored from a backup, or upload the photo again.",
    ),
    "too_many_attempts": Words(
        "处理这张照片时程序多次中断，已停止重试。",
        "请换一张照片，并把这张交给管理员。",
        "The program broke off again and again over this photo, so it was given up.",
        "Try another photo, and hand this one to your administrator.",
    ),
    "model_failed": Words(
        "识别模型无法使用。",
        "请联系管理员检查模型文件。",
        "The models cannot be used.",
        "Have the model files checked: {detail}",
    ),
    "internal_error": Words(
        "服务出错了，错误已记录（编号 {incident}）。",
        "请稍后重试；若仍失败请把编号告诉管理员。",
        "Something went wrong on the server; it was noted as {incident}.",
        "Try again later; if it stays, tell your administrator that number.",
    ),
    "bad_request": Words(
        "请求无法读取。", "请检查后重试。", "The request cannot be read.", "Check it and try again."
    ),
    **PHOTO_MESSAGES,
    **PLAN_MESSAGES,
    **POLICY_MESSAGES,
    **PUSH_MESSAGES,
    **CORRECTION_MESSAGES,
    **POSTER_MESSAGES,
    **DISTRIBUTION_MESSAGES,
    **PROPOSAL_MESSAGES,
    **ALERT_MESSAGES,
    **ACCOUNT_MESSAGES,
    **UNKNOWN_MESSAGES,
    **VISIT_MESSAGES,
    **SHELF_MESSAGES,
    **BOARD_MESSAGES,
}


def say(locale: Locale, code: str, params: Mapping[str, Any]) -> tuple[str, str]:
    """The message and the fix for a code."""
    if isinstance(reason := params.get("reason"), str):
        params = {**params, "reason": say_reason(locale, reason)}
    return MESSAGES[code].say(locale, params)
