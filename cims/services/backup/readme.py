"""README.txt of a backup: for whoever finds the file years later."""

README_TEXT = """\
CIMS backup / CIMS 备份

This file holds a whole CIMS office, encrypted. A password of that time or the recovery sheet opens
it; without either nobody can.

To restore: start CIMS, choose "Restore from a backup" on the first screen and pick this file. Or:
    python -m cims restore FILE --into NEW-FOLDER

Do not unpack the file and do not edit it. The format is described in docs/format.md of CIMS.

本文件是一个单位的 CIMS 数据的完整加密备份，只有当时的密码或恢复密钥单才能打开。

恢复方法：启动 CIMS，在首屏选择“从备份恢复”，再选择本文件；或者运行：
    python -m cims restore 文件 --into 新文件夹

不要解压，也不要修改本文件。
"""
